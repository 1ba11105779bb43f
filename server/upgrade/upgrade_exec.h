/*
 * From this program to the next, when that is wished for: the rehearsal, then,
 * if it went well, the state, and execve(2). Called by the loop.
 */
#ifndef SERVER_UPGRADE_UPGRADE_EXEC_H
#define SERVER_UPGRADE_UPGRADE_EXEC_H

/* At the end of a turn. The next program does not come back from it. */
void upgrade_turn(void);

#endif
