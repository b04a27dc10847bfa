//! The program of the tracking page, for the customer's phone.

fn main() {
    page::program::start();
}
