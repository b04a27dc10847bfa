// Stands in for heic.js where the bundle has no decoder for HEIC.

export async function jpegOfHeic() {
  throw { refusal: 'unopened' };
}
