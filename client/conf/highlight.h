/*
 * Mentions of us: texts that contain our name or one of the configured words.
 * The settings fill the list of words; the chat checks every text from others.
 * One list per program.
 */
#ifndef CLIENT_CONF_HIGHLIGHT_H
#define CLIENT_CONF_HIGHLIGHT_H

#include <stdbool.h>

#include "shared/str.h"

/* The maximum length of the list, in bytes, and its maximum number of words. */
#define HIGHLIGHT_LONGEST 1000
#define HIGHLIGHT_MOST 50

/* A message that may mention us. */
struct highlight_said {
	struct str text;
	struct str from; /* the sender's name, or empty */
	struct str group; /* or empty */
};

/*
 * Sets the words, separated by commas as in WeeChat. A word may contain spaces,
 * as in irssi's /hilight: "tea, coffee break" has two words. In a word, *
 * stands for any characters and ? for one. "#ops WORD" is for the group ops
 * only, and "@sara" means all that sara says. Spaces around a comma do not
 * count. An empty list means no words. Returns null, or what is wrong; the
 * words are then unchanged.
 */
const char *highlight_set(struct str words);

/*
 * Return the list with more words, and without one, in room; what is there
 * already is not added again. *changed tells whether that is another list. If
 * the words are too long, they are returned as they are; a list that is too
 * long ends where there is no more room. highlight_set refuses both.
 */
#define HIGHLIGHT_ROOM (2 * HIGHLIGHT_LONGEST)
struct str highlight_with(
    struct str more, char room[HIGHLIGHT_ROOM], bool *changed);
struct str highlight_without(
    struct str word, char room[HIGHLIGHT_ROOM], bool *changed);

/*
 * Returns whether our name or one of the words stands in the text as a word,
 * whatever their case. The name is empty if we have none.
 */
bool highlight_in(const struct highlight_said *said, struct str me);

#endif
