/*
 * The last leap of the clock, in the file "leap" of the history's directory:
 * nothing is too old for a day after it, and a journal that starts meanwhile
 * has to know that.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_LEAP_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_LEAP_H

#include <stdbool.h>

#include "shared/clock.h"

/* The file has the line "to WALL": the time after the leap, in usec. */
#define JOURNAL_LEAP "leap"

#define JOURNAL_LEAP_WAIT (86400 * SEC)

/* Writes the time after a leap, and syncs it. Blocks. False with errno. */
bool journal_leap_note(int directory, usec wall);

/* Removes the file. */
void journal_leap_forget(int directory);

/*
 * Returns for how long, at that time, nothing may be too old; 0 if there was no
 * leap. A file that is damaged is taken for one of this moment.
 */
usec journal_leap_left(int directory, usec wall);

#endif
