/*
 * The file of listen -m: how far the command has come in each group, as lines
 * "ID GROUP". An event is pending from the moment it is taken until it is done;
 * those of a group are done in the order in which they were taken. A group's
 * place is the last event before the first pending one. The lines of a message
 * have one ID, and are done when all of them are.
 */
#ifndef CLIENT_SCRIPT_HEAR_BOOKMARK_H
#define CLIENT_SCRIPT_HEAR_BOOKMARK_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Reads the file, if it exists, and writes it, to see that this is possible.
 * Ends the program with EX_CANTCREAT, or EX_DATAERR for a line of another form.
 */
void bookmark_open(const char *path);

/* Returns the ID up to which all is done in the group; 0 if it has no place. */
uint64_t bookmark_place(struct str group);

/*
 * Notes an event of the group that is pending from now on. goes_on: further
 * lines of its message will be added.
 */
void bookmark_add(struct str group, uint64_t id, bool goes_on);

/* Marks the event as done, if it is pending; or all that are. */
void bookmark_done(uint64_t id);
void bookmark_all_done(void);

/* Notes that all events of the group up to this one are done or pending. */
void bookmark_reach(struct str group, uint64_t id);

/*
 * Writes the places if any has changed: replaces the file atomically and waits
 * for the disk. Returns false with errno on failure: EBUSY if another process
 * has replaced the file.
 */
bool bookmark_save(void);

#endif
