/*
 * Carries out an upgrade: the state, its rehearsal, and, if that went well,
 * execve(2).
 */
#ifndef SERVER_UPGRADE_UPGRADE_EXEC_H
#define SERVER_UPGRADE_UPGRADE_EXEC_H

/*
 * Takes the next step of an upgrade, at the end of a turn. Never returns once
 * the next program runs.
 */
void upgrade_turn(void);

#endif
