//! The customer's tracking page: its own entry point, so that a phone loads nothing of the staff app.

fn main() {
    web::public::program::start();
}
