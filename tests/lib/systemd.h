/*
 * systemd's side of a server, played: the socket that NOTIFY_SOCKET names, and
 * the listening sockets that a server inherits.
 */
#ifndef TESTS_LIB_SYSTEMD_H
#define TESTS_LIB_SYSTEMD_H

#include <stdbool.h>
#include <stddef.h>

#include "must.h"
#include "shared/addr.h"
#include "shared/clock.h"

/*
 * Servers that are started from now on notify the test. One at a time; closed
 * when the test ends.
 */
void systemd_listen_for_words(void);

/* The next message, waited for: its assignments, a line each. */
#define systemd_message() systemd_message_at(HERE)
const char *systemd_message_at(const char *where);

/* The next message if it comes by then; null if not. */
const char *systemd_message_by(usec end);

/* True if one of the message's lines matches: pattern.h. */
bool systemd_says(const char *message, const char *pattern);

/* Takes messages until one has a line that matches, and returns it. */
#define systemd_expect(pattern) systemd_expect_at(HERE, pattern)
const char *systemd_expect_at(const char *where, const char *pattern);

/*
 * Makes a socket that listens at the address, as a unit's ListenStream does,
 * and writes its actual address to text.
 */
int systemd_socket(const char *address, char text[ADDR_TEXT]);

/*
 * Called in a child that is to be a server: puts the sockets, up to the first
 * that is 0, where the server looks for them, and says so in its environment.
 * Names may be null.
 */
void systemd_hand_over(const int *sockets, size_t max, const char *names);

#endif
