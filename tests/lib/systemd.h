/*
 * Plays systemd for a server: the socket that NOTIFY_SOCKET names, and the
 * listening sockets that the server inherits.
 */
#ifndef TESTS_LIB_SYSTEMD_H
#define TESTS_LIB_SYSTEMD_H

#include <stddef.h>

#include "must.h"
#include "shared/addr.h"

/*
 * Makes the socket that servers started from now on notify; one server at a
 * time. It is closed when the test ends.
 */
void systemd_listen_for_words(void);

/* Waits for the next message, which is that line. */
#define systemd_expect(line) systemd_expect_at(HERE, line)
void systemd_expect_at(const char *where, const char *line);

/*
 * Makes a socket that listens at the address, as a unit's ListenStream does,
 * and writes its actual address to text. Returns the socket.
 */
int systemd_socket(const char *address, char text[ADDR_TEXT]);

/*
 * Moves the sockets, up to the first that is 0, to where the server looks for
 * them, and sets the environment accordingly. Called in the child that will
 * execute the server. Names may be null.
 */
void systemd_hand_over(const int *sockets, size_t max, const char *names);

#endif
