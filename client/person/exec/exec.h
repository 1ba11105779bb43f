/*
 * A command that the person runs from the input line: /exec shows its output in
 * the view where it was typed, /exec -o sends it there. One at a time.
 */
#ifndef CLIENT_PERSON_EXEC_EXEC_H
#define CLIENT_PERSON_EXEC_EXEC_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"

struct chat;
struct console;

/* The most lines that are shown. */
#define EXEC_LINES 1000

/* Carries out /exec. */
void exec_command(struct chat *chat, struct str rest);

/* Goes on. Returns the time until that is due again, 0 for never. */
usec exec_turn(struct console *console);

/*
 * Return what to wait for before the next turn: its output and its errors; -1
 * for none.
 */
int exec_output(struct console *console);
int exec_errors(struct console *console);

/* Ends the command because the person says so; false if none runs. */
bool exec_interrupt(struct console *console);

/*
 * Ends the command if what it writes belongs to that server, which goes: its
 * number may soon be another server's.
 */
void exec_leave(struct chat *chat);

/* Ends the command, if one runs. */
void exec_stop(struct console *console);

#endif
