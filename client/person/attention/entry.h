/* Entries for the list of ignored people, as a person types them. Pure. */
#ifndef CLIENT_PERSON_ATTENTION_ENTRY_H
#define CLIENT_PERSON_ATTENTION_ENTRY_H

#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/str.h"

/*
 * Returns "[-pattern TEXT] [-except] NAME [GROUP] [KIND ...] [TIME]" as the
 * list has it: with the kinds as one word, the group without its sign, the text
 * last and without its quotes, and no time. With a text alone, NAME is *.
 * *lasts is the time, such as that of "10m", or 0; if lasts is null, "10m" is a
 * group. The entry may be in room.
 */
struct str entry_of_typed(struct str typed, char room[LIMIT_LINE], usec *lasts);

/*
 * Returns an option that there is not, or that lacks its text; empty if there
 * is none.
 */
struct str entry_bad_option(struct str typed);

/*
 * Returns a word behind the pattern that looks like a time and is none, such as
 * "400d" or "1h30m"; empty if there is none.
 */
struct str entry_bad_time(struct str typed);

#endif
