// Invented names for the example organisation. Given names are common ones of many communities; surnames are two words
// put together by a rule, so that nobody is meant by them.

const GIVEN = (
  'Abena Adaeze Aisha Alun Amara Anjali Ayodele Beatriz Bronwen Callum Carys Chidi Daniela Dev Dilys Efua ' +
  'Eilidh Elif Emeka Farida Femi Gethin Gwen Hamza Hana Harpreet Idris Imogen Ines Ismail Jasmine Joanna ' +
  'Kamal Keziah Kofi Lakshmi Leila Lowri Mairi Malik Marek Meera Mei Nadia Nasreen Nia Oluwaseun Oscar ' +
  'Padma Priya Rafael Rhiannon Rosa Samir Sanjay Siobhan Tamsin Teodor Tomos Uzma Vikram Wanjiru Yusuf Zofia'
).split(' ');

const FIRST_HALF = (
  'Alder Amber Apple Ash Barley Bell Birch Bramble Cinder Clover Copper Cotter Elder Fallow Fern Flint ' +
  'Gorse Hazel Heather Larch Linden Marl Mallow Nettle Oaken Quill Rowan Sedge Sorrel Tansy Thistle Willow'
).split(' ');

const SECOND_HALF = (
  'bank beck bourne bridge brook combe croft dale fell field garth gate ' +
  'holt hollow hurst lea march mere moor shaw stead thorpe wick wright'
).split(' ');

/** Chosen so that no two of the example people are called the same. */
const SEED = 2;

/** A name that follows from the subject alone, so that the same person is called the same on every machine. */
export function exampleName(subject: string): string {
  const given = pick(GIVEN, `given ${subject}`);
  const surname = pick(FIRST_HALF, `first ${subject}`) + pick(SECOND_HALF, `second ${subject}`);
  return `${given} ${surname}`;
}

function pick(list: readonly string[], key: string): string {
  return list[hash(key) % list.length] ?? '';
}

/** FNV-1a, 32 bits, with a last mix so that names of neighbours differ. It spreads names and guards nothing. */
function hash(text: string): number {
  let value = 0x811c9dc5 ^ SEED;
  for (const unit of Buffer.from(text, 'utf8')) value = Math.imul(value ^ unit, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
