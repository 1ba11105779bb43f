/*
 * The scoreboards of servers of our user that have died: of those of a crash
 * the last few are kept, for their operator to look at, and no more. Used by
 * scoreboard.c.
 */
#ifndef SERVER_OPERATOR_REMAINS_H
#define SERVER_OPERATOR_REMAINS_H

/* So many are left, and of so many at most, in one start, it is looked which
 * are dead. */
#define REMAINS_KEPT 16
#define REMAINS_LOOKED 1024

/*
 * Removes the older ones, where such pieces of memory are files of a directory.
 * To be called before we have one: what we look at we let go of.
 */
void remains_remove(void);

#endif
