/*
 * What the configuration file and the environment say: forkcast(1),
 * CONFIGURATION. Read once at start, by the client for people and by the
 * scripts' commands; options win over both.
 */
#ifndef CLIENT_SESSION_SETTINGS_H
#define CLIENT_SESSION_SETTINGS_H

#include <stdbool.h>

#include "shared/clock.h"

#define SETTINGS_SERVER "FORKCAST_SERVER"
#define SETTINGS_NAME "FORKCAST_NAME"
#define SETTINGS_PASSWORD "FORKCAST_PASSWORD"

struct settings {
	const char *server; /* an address that can be, never null */
	const char *password; /* the server's, or null */
	const char *account; /* to log in to, or null */
	const char *secret; /* its, if there is one */
	const char *name; /* a name that can be, or null */
	bool name_exact; /* it is from the environment: scripts too take it */
	char *const *groups; /* those to be joined; a null behind the last */
	bool times;
	bool bell;
	usec timeout;
};

/*
 * Reads the file and the environment. What is wrong ends the program with
 * its exit status. The strings stay valid until it ends.
 */
const struct settings *settings_read(void);

#endif
