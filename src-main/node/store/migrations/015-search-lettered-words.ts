/** The words that are no numbers: what a misspelt word is compared with, when it is no number itself. */
export const searchLetteredWords = `
CREATE INDEX search_words_lettered ON search_words (length, letters, places, word) WHERE word GLOB '*[^0-9]*';
`;
