/*
 * Upgrades: the state of this program, its rehearsal in a process of its own,
 * and, if that went well, execve(2); and in the next program, taking over.
 */
#ifndef SERVER_UPGRADE_UPGRADE_EXEC_H
#define SERVER_UPGRADE_UPGRADE_EXEC_H

/*
 * Takes the next step of an upgrade, at the end of a turn. Never returns once
 * the next program runs.
 */
void upgrade_exec_turn(void);

/* The report of a good rehearsal: this word and the process ID. */
#define REHEARSAL_WORD "rehearsed"

/*
 * Takes over from the state in that descriptor, and returns when the server is
 * ready, or never. To be called after reload_init. In a rehearsal, only reports
 * whether it could.
 */
void takeover(int state);

#endif
