/*
 * The socket for a bot's guests: of mode 0600, in a directory of its own of
 * mode 0700.
 */
#ifndef CLIENT_SCRIPT_BOT_BOT_SOCKET_H
#define CLIENT_SCRIPT_BOT_BOT_SOCKET_H

#include <stdbool.h>

/*
 * Returns the socket's path, which stays in place but is empty until
 * bot_socket_open.
 */
const char *bot_socket_path(void);

/* Opens the socket; returns it, non-blocking, or -1 with errno. */
int bot_socket_open(void);

/* Closes the socket and removes it with its directory, if it is open. */
void bot_socket_close(void);

#endif
