/*
 * The server's name and its message of the day, a file that is read at start
 * and at each reload.
 */
#ifndef SERVER_ROUTER_PEOPLE_MOTD_H
#define SERVER_ROUTER_PEOPLE_MOTD_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* Size limit of the file, in bytes. */
#define MOTD_MOST ((size_t)32 * 1024)

/*
 * Reads the file, or no file if path is null. Returns false with *why if it
 * cannot be used. motd_use then makes it the message. May block as long as the
 * file system does.
 */
bool motd_read(const char *path, struct error *why);
void motd_use(void);

/*
 * Returns the server's name if this name looks like it (UTS 39), else an empty
 * string.
 */
#define MOTD_NAME (LIMIT_TOKEN + sizeof(".local"))
struct str motd_find_like(struct str name, char room[MOTD_NAME]);

#endif
