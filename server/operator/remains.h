/*
 * Scoreboards that dead servers of our user have left. The last few are kept,
 * so that the operator can look at those of a crash.
 */
#ifndef SERVER_OPERATOR_REMAINS_H
#define SERVER_OPERATOR_REMAINS_H

/*
 * How many scoreboards are kept, and how many are checked at most in one start.
 */
#define REMAINS_KEPT 16
#define REMAINS_LOOKED 1024

/*
 * Removes all but the newest scoreboards, if shared memory objects are files in
 * a directory. Must be called before we lock our own scoreboard: closing a
 * descriptor releases our locks on that file.
 */
void remains_remove(void);

#endif
