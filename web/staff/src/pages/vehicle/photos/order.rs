//! The order of a gallery: how it is shown while it is being changed. Pure.

use shared::capture_time::sort_by_capture_time;
use shared::ids::PhotoId;
use shared::photo::{Photo, PhotoGallery};

/// The photos in the wanted order. Those that it does not name (they arrived since) come last.
pub(super) fn arranged(mut photos: Vec<Photo>, wanted: Option<&[PhotoId]>) -> Vec<Photo> {
    if let Some(wanted) = wanted {
        photos.sort_by_key(|photo| wanted.iter().position(|id| *id == photo.id).unwrap_or(usize::MAX));
    }
    photos
}

/// The ids with one of them at another place.
pub(super) fn moved(mut ids: Vec<PhotoId>, from: usize, to: usize) -> Vec<PhotoId> {
    if from < ids.len() && to < ids.len() {
        let id = ids.remove(from);
        ids.insert(to, id);
    }
    ids
}

/// The ids in the order in which the photos were taken; nothing if that is unknown for all but one, or their order already.
pub(super) fn by_capture_time(mut photos: Vec<Photo>) -> Option<Vec<PhotoId>> {
    let ids = |photos: &[Photo]| photos.iter().map(|photo| photo.id.clone()).collect::<Vec<_>>();
    let before = ids(&photos);
    sort_by_capture_time(&mut photos, |photo| photo.capture_time, false);
    let known = photos.iter().filter(|photo| photo.capture_time.is_some()).count();
    let sorted = ids(&photos);
    (known > 1 && sorted != before).then_some(sorted)
}

/// The ids with those of a batch in the order of the batch, in the places that they have together.
pub(super) fn in_batch_order(ids: &[PhotoId], batch: &[PhotoId]) -> Vec<PhotoId> {
    let mut ordered = batch.iter().filter(|id| ids.contains(id));
    let place = |id: &PhotoId| if batch.contains(id) { ordered.next().cloned() } else { Some(id.clone()) };
    ids.iter().filter_map(place).collect()
}

/// Whether all that happened to a gallery is that photos were added at its end.
pub(super) fn is_only_longer(before: &PhotoGallery, now: &PhotoGallery) -> bool {
    now.data.len() >= before.data.len() && before.data.iter().zip(&now.data).all(|(before, now)| before.id == now.id)
}

#[cfg(test)]
mod tests {
    use shared::capture_time::CaptureTime;
    use shared::time::Timestamp;

    use super::*;

    fn photo(number: u128) -> Photo {
        Photo {
            id: PhotoId::from_u128(number),
            position: 1,
            is_hero: false,
            width: 4,
            height: 3,
            placeholder: String::new(),
            urls: std::collections::BTreeMap::new(),
            capture_time: None,
            created_at: Timestamp::parse("2026-05-01T00:00:00Z").unwrap(),
            warnings: Vec::new(),
        }
    }

    fn gallery(numbers: &[u128]) -> PhotoGallery {
        PhotoGallery { data: numbers.iter().map(|number| photo(*number)).collect(), version: 1 }
    }

    fn ids(numbers: &[u128]) -> Vec<PhotoId> {
        numbers.iter().map(|number| PhotoId::from_u128(*number)).collect()
    }

    #[test]
    fn new_photos_come_after_those_that_were_put_in_order() {
        let shown = arranged(gallery(&[1, 2, 3, 4]).data, Some(&ids(&[3, 1, 2])));
        assert_eq!(shown.into_iter().map(|photo| photo.id).collect::<Vec<_>>(), ids(&[3, 1, 2, 4]));
        assert_eq!(arranged(gallery(&[1, 2]).data, None), gallery(&[1, 2]).data);
    }

    #[test]
    fn moving_shifts_those_in_between() {
        assert_eq!(moved(ids(&[1, 2, 3, 4]), 0, 2), ids(&[2, 3, 1, 4]));
        assert_eq!(moved(ids(&[1, 2, 3, 4]), 3, 1), ids(&[1, 4, 2, 3]));
        assert_eq!(moved(ids(&[1]), 0, 5), ids(&[1]));
    }

    #[test]
    fn photos_come_into_the_order_in_which_they_were_taken() {
        let taken = |number, time: &str| Photo { capture_time: CaptureTime::parse(time), ..photo(number) };
        let (late, early) = (taken(1, "2026-05-02T08:00:00"), taken(2, "2026-05-01T17:00:00"));
        let mixed = vec![photo(3), late.clone(), early.clone()];
        assert_eq!(by_capture_time(mixed), Some(ids(&[2, 1, 3])));
        assert_eq!(by_capture_time(vec![early.clone(), late, photo(3)]), None, "they are in that order");
        assert_eq!(by_capture_time(vec![photo(3), early]), None, "one time alone is no order");
        assert_eq!(by_capture_time(Vec::new()), None);
    }

    #[test]
    fn a_batch_stands_as_it_was_chosen_wherever_it_arrived() {
        assert_eq!(in_batch_order(&ids(&[1, 5, 3, 9, 4]), &ids(&[3, 4, 5])), ids(&[1, 3, 4, 9, 5]));
        assert_eq!(in_batch_order(&ids(&[1, 2]), &ids(&[])), ids(&[1, 2]));
        assert_eq!(in_batch_order(&ids(&[1, 2]), &ids(&[7, 2, 1])), ids(&[2, 1]));
    }

    #[test]
    fn only_additions_at_the_end_leave_an_order_valid() {
        assert!(is_only_longer(&gallery(&[1, 2]), &gallery(&[1, 2, 3])));
        assert!(!is_only_longer(&gallery(&[1, 2]), &gallery(&[2, 1])));
        assert!(!is_only_longer(&gallery(&[1, 2]), &gallery(&[2, 3, 4])));
        assert!(!is_only_longer(&gallery(&[1, 2]), &gallery(&[1])));
    }
}
