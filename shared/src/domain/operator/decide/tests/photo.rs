//! The photo of an operator (S111).

use letopis_events::events::operator::OperatorPhotoChosen;
use letopis_events::vocabulary::PhotoType;

use super::*;

fn photo(digest: &str) -> OperatorPhotoChosen {
    OperatorPhotoChosen { digest: digest.into(), media_type: PhotoType::Jpeg, bytes: "AA==".into() }
}

fn choose(digest: &str) -> OperatorCommand {
    OperatorCommand::ChoosePhoto { photo: photo(digest) }
}

#[test]
fn a_photo_is_recorded_when_it_is_another_one() {
    given::<Operator>(&[created()]).when(choose("a")).then(vec![photo("a").into()]);
    given::<Operator>(&[created(), photo("a").into()]).when(choose("b")).then(vec![photo("b").into()]);
    given::<Operator>(&[created(), photo("a").into()]).when(choose("a")).then_nothing();
    given::<Operator>(&[]).when(choose("a")).then_refused(Refusal::NotFound);
}

#[test]
fn a_photo_is_removed_where_there_is_one() {
    let removed = || OperatorEvent::from(OperatorPhotoRemoved {});
    given::<Operator>(&[created(), photo("a").into()]).when(OperatorCommand::RemovePhoto).then(vec![removed()]);
    given::<Operator>(&[created(), photo("a").into(), removed()]).when(OperatorCommand::RemovePhoto).then_nothing();
    given::<Operator>(&[created(), photo("a").into(), removed()]).when(choose("a")).then(vec![photo("a").into()]);
    given::<Operator>(&[]).when(OperatorCommand::RemovePhoto).then_refused(Refusal::NotFound);
}
