/* The server's name, and its message of the day. */
#ifndef SERVER_ROUTER_OPS_SERVER_H
#define SERVER_ROUTER_OPS_SERVER_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/str.h"

struct str server_name(void);

/*
 * Returns the server's name if this name looks like it (twins.h), else an empty
 * string.
 */
struct str server_find_like(struct str name);

/*
 * Reads the message of the day from the file, or none if path is null. Returns
 * false with *why if it cannot be used. server_motd_use then puts it in force.
 * May block as long as the file system does.
 */
bool server_motd_read(const char *path, struct error *why);
void server_motd_use(void);

#endif
