//! Entry point of the staff app.

fn main() {
    web::app::start();
}
