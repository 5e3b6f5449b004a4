/** A kind of file that is no text, told by its first bytes, and how people open it. */
export type FileFormat = { readonly what: string; readonly remedy: string };

type Known = FileFormat & { readonly begins: string };

/** What a file is that is shown as a table where it can be read. */
export const parquet = "Parquet table";

const python = (call: string): string => `In Python, ${call} reads it`;

const known: readonly Known[] = [
  { begins: "PAR1", what: parquet, remedy: python("pandas.read_parquet") },
  { begins: "ARROW1", what: "Arrow table", remedy: python("pandas.read_feather") },
  { begins: "\x93NUMPY", what: "NumPy array", remedy: python("numpy.load") },
  { begins: "\x89HDF\r\n\x1a\n", what: "HDF5 file", remedy: python("h5py.File") },
  { begins: "SQLite format 3\0", what: "SQLite database", remedy: "The sqlite3 program opens it" },
  { begins: "%PDF-", what: "PDF document", remedy: "A viewer for PDF opens it" },
  { begins: "\x1f\x8b", what: "gzip file", remedy: "gunzip unpacks it" },
  {
    begins: "PK\x03\x04",
    what: "ZIP archive",
    remedy: "unzip unpacks it; NumPy (.npz) and PyTorch (.pt) keep theirs in such",
  },
  ...["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"].map((begins) => ({
    begins,
    what: "Python pickle",
    remedy: "In Python, pickle.load reads it, and runs what is in it: only where you trust its maker",
  })),
];

/** The longest of the beginnings above. */
export const formatBytes = 16;

/** What a file is that begins so; null for what is not known. */
export function fileFormat(head: Uint8Array): FileFormat | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, formatBytes)).toString(
    "latin1",
  );
  return known.find(({ begins }) => text.startsWith(begins)) ?? null;
}
