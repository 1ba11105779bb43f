/*
 * The clients that talk to the server. A command is sent only when the server
 * has read the one before, so that also a server that takes each read for a
 * command understands it; and without line ends only after a pause.
 */
#ifndef TESTS_GRADE_GUEST_H
#define TESTS_GRADE_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"

#define GUEST_NAME 32
#define GUEST_WORD 32

struct guest;

/*
 * Says whether guests end their commands with LF; if not, how long they pause
 * after each.
 */
void guests_speak_lines(void);
void guests_speak_chunks(usec pause);

/* Sets the pause alone, and returns the one before. */
usec guests_pause(usec pause);

/* Connects; null if that fails, which is a fault. The name is not sent yet. */
struct guest *guest_connect(const char *name);

/* Connects one that can get hardly anything before it reads. */
struct guest *guest_connect_small(const char *name);

/* Sends its name. */
void guest_say_name(struct guest *guest);

/* Connects, sends its name, and joins the group. */
struct guest *guest_enter(const char *name, int group);

/* Sends a command. */
void guest_say(struct guest *guest, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Sends these bytes as they are, once the server has read all before. */
void guest_send(struct guest *guest, const char *data, size_t len);

/* Waits until the server has read all that was sent. */
void guest_has_been_read(struct guest *guest);

/* Returns whether it has got the text. */
bool guest_heard(const struct guest *guest, const char *text);

/*
 * Returns whether the text came behind that name, in the same line or shortly
 * after it.
 */
bool guest_heard_from(
    const struct guest *guest, const char *name, const char *text);

/* Waits until it gets the text; otherwise that is a fault. */
void guest_hears(struct guest *guest, const char *text);

/* Says that it was a fault if it has got the text. */
void guest_has_not_heard(const struct guest *guest, const char *text);

/* Waits until the server closes the connection; otherwise that is a fault. */
void guest_is_dismissed(struct guest *guest);

/* Writes a word that was never said before. */
void guest_new_word(char word[GUEST_WORD]);

/*
 * One says new words to the group until the other gets one: both are members
 * by then.
 */
void guests_meet(struct guest *speaker, struct guest *hearer, int group);

/* Has it read nothing from now on, or again. */
void guest_stop_reading(struct guest *guest);
void guest_resume_reading(struct guest *guest);

/* Closes the connection, or resets it as if the machine had crashed. */
void guest_close(struct guest *guest);
void guest_reset(struct guest *guest);

uint16_t guest_port(const struct guest *guest);
const char *guest_name(const struct guest *guest);

/* Reads what has come for all, for at most that long; false if nothing has. */
bool guests_read(usec time);

/* Closes all connections, at the end of a trial. */
void guests_close(void);

#endif
