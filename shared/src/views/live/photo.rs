//! Photos of operators: each picture once, for as long as somebody has it.

use letopis_events::Recorded;
use letopis_events::events::operator::OperatorPhotoChosen;
use letopis_events::ids::OperatorId;

use super::{Live, Touched};

impl Live {
    /// The photo with this digest, while somebody has it.
    pub fn photo(&self, digest: &str) -> Option<&OperatorPhotoChosen> {
        self.photos.get(digest)
    }

    pub(super) fn choose_photo(
        &mut self,
        recorded: &Recorded,
        id: OperatorId,
        photo: Option<&OperatorPhotoChosen>,
        touched: &mut Touched,
    ) {
        let Some(operator) = self.operators.get_mut(&id) else { return };
        let before = std::mem::replace(&mut operator.photo, photo.map(|photo| photo.digest.clone()));
        if let Some(photo) = photo {
            self.photos.insert(photo.digest.clone(), photo.clone());
        }
        // Two may have chosen the same picture.
        if let Some(before) = before
            && !self.operators.values().any(|operator| operator.photo.as_ref() == Some(&before))
        {
            self.photos.remove(&before);
        }
        // The windows of the visitors with whom he talks, or talked last, show him.
        for conversation in self.conversations.values_mut() {
            if conversation.head.operators.contains(&id) {
                conversation.window_at = recorded.position;
                touched.visitors.insert(conversation.head.visitor_id);
            }
        }
    }
}
