//! Photos: who may choose whose, what is kept, what is shown (S111, S112).

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::*;

fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::from(RgbImage::from_pixel(40, 30, Rgb([shade, 10, 10])));
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn choose(n: u128, id: impl std::fmt::Display, picture: Vec<u8>) -> Ask {
    let path = format!("/api/operators/{id}/photo?command_id={}", command_id(n));
    Ask::new(Method::POST, &path).header("Content-Type", "image/png").bytes(picture)
}

fn email(role: Role) -> String {
    format!("{role:?}@prival.example").to_lowercase()
}

fn photo_of(server: &Server, id: OperatorId) -> Option<String> {
    server.app.live.read().operators[&id].photo.clone()
}

#[actix_web::test]
async fn a_photo_is_shown_to_whoever_knows_its_digest() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    let id = operator_id_of("ira@prival.example");
    let sent = picture(200);
    assert_eq!(server.send(choose(1, id, sent.clone()).by(&ira)).await.status, 204);
    let digest = photo_of(&server, id).unwrap();
    let shown = server.send(get(&format!("/photos/{digest}"))).await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("content-type"), Some("image/jpeg"));
    assert_eq!(shown.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    assert_ne!(shown.bytes, sent, "encoded anew");
    assert_eq!(image::guess_format(&shown.bytes).unwrap(), ImageFormat::Jpeg);
    for unknown in ["0", &"0".repeat(64), "..%2f..%2fetc%2fpasswd"] {
        assert_ne!(server.send(get(&format!("/photos/{unknown}"))).await.status, 200, "{unknown}");
    }
}

#[actix_web::test]
async fn a_repeat_chooses_nothing_and_another_photo_takes_its_place() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    let id = operator_id_of("ira@prival.example");
    assert_eq!(server.send(choose(1, id, picture(200)).by(&ira)).await.status, 204);
    let (first, head) = (photo_of(&server, id).unwrap(), server.app.log.head());
    assert_eq!(server.send(choose(1, id, picture(200)).by(&ira)).await.status, 204);
    assert_eq!(server.send(choose(2, id, picture(200)).by(&ira)).await.status, 204, "the same picture");
    assert_eq!(server.app.log.head(), head);
    assert_eq!(server.send(choose(1, id, picture(20)).by(&ira)).await.code(), "command_reused");
    assert_eq!(server.send(choose(3, id, picture(20)).by(&ira)).await.status, 204);
    assert_ne!(photo_of(&server, id), Some(first.clone()));
    assert_eq!(server.send(get(&format!("/photos/{first}"))).await.status, 404, "nobody has it any longer");
}

#[actix_web::test]
async fn a_photo_that_two_have_stays_while_one_has_it() {
    let server = Server::start();
    let mut photos = Vec::new();
    for (n, who) in ["ira@prival.example", "oleg@prival.example"].into_iter().enumerate() {
        let browser = server.signed_in(Role::Operator, who).await;
        let id = operator_id_of(who);
        assert_eq!(server.send(choose(n as u128, id, picture(200)).by(&browser)).await.status, 204);
        photos.push(photo_of(&server, id).unwrap());
    }
    assert_eq!(photos[0], photos[1]);
    server.command("ira@prival.example", OperatorCommand::RemovePhoto).await;
    assert_eq!(server.send(get(&format!("/photos/{}", photos[0]))).await.status, 200);
    server.command("oleg@prival.example", OperatorCommand::RemovePhoto).await;
    assert_eq!(server.send(get(&format!("/photos/{}", photos[0]))).await.status, 404);
}

#[actix_web::test]
async fn one_chooses_ones_own_photo_or_that_of_whom_one_leads() {
    let server = Server::start();
    for role in Role::ALL {
        server.account(role, &email(role)).await;
    }
    let somebody = |role: Role| server.account(role, "somebody@prival.example");
    let operator = somebody(Role::Operator).await;
    let mut n = 0;
    for role in Role::ALL {
        let browser = server.send(sign_in(&email(role), PASSWORD)).await.browser();
        let mut may = async |id: OperatorId| {
            n += 1;
            let answer = server.send(choose(n, id, picture(n as u8)).by(&browser)).await;
            assert!(answer.status == 204 || answer.code() == "not_found", "{answer:?}");
            answer.status == 204
        };
        assert!(may(operator_id_of(&email(role))).await, "his own: {role:?}");
        assert_eq!(may(operator).await, matches!(role, Role::Supervisor | Role::Admin), "an operator's: {role:?}");
        let admin = operator_id_of(&email(Role::Admin));
        assert_eq!(may(admin).await, role == Role::Admin, "an administrator's: {role:?}");
        assert!(!may(OperatorId(Uuid::from_u128(9))).await, "nobody's: {role:?}");
    }
}

#[actix_web::test]
async fn what_is_no_photo_is_refused_and_changes_nothing() {
    let server = Server::start();
    let ira = server.signed_in(Role::Operator, "ira@prival.example").await;
    let id = operator_id_of("ira@prival.example");
    let head = server.app.log.head();
    let cut = picture(200)[..60].to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec();
    for (n, wrong) in [Vec::new(), b"not a picture".to_vec(), cut, svg, gif].into_iter().enumerate() {
        let answer = server.send(choose(n as u128, id, wrong).by(&ira)).await;
        let expected = json!({ "why": "photo_invalid", "max": 2048 });
        assert_eq!((answer.status.as_u16(), &answer.body["error"]["refusal"]), (422, &expected));
    }
    let large = server.send(choose(10, id, vec![0; 1024 * 1024 + 1]).by(&ira)).await;
    assert_eq!((large.status.as_u16(), large.code()), (413, "too_large"));
    let no_id = Ask::new(Method::POST, &format!("/api/operators/{id}/photo")).bytes(picture(1)).by(&ira);
    assert_eq!(server.send(no_id).await.code(), "bad_request");
    let foreign = server.send(choose(11, id, picture(1)).by(&ira).of_no_page()).await;
    assert_eq!(foreign.code(), "forbidden", "a form of another site cannot send it");
    assert_eq!(server.send(choose(12, id, picture(1))).await.code(), "sign_in");
    assert_eq!(server.app.log.head(), head);
}
