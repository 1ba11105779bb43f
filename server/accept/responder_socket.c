/* The socket of the responder: see responder_socket.h. */
#include "accept/responder_socket.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "accept/listen.h"
#include "base/config/listen_options.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "shared/io.h"

static struct responder {
	struct responder_socket now;
	struct responder_socket next; /* between prepare and use; its socket may
					 be that of now */
} responder = { .now.fd = -1, .next.fd = -1 };

/* Reads a value of responder, which has been checked. */
static struct responder_socket
read_wanted(const char *value)
{
	struct responder_socket it = { .fd = -1 };

	(void)responder_options_split(value, it.wanted, &it.echo);
	return it;
}

/*
 * Returns whether the socket in use was configured with this address, or has
 * it, such as when a port that the system chose is now written out.
 */
static bool
is_bound_to(const char *address)
{
	struct addr one, other;

	if (responder.now.fd == -1)
		return false;
	return strcmp(address, responder.now.wanted) == 0 ||
	    (addr_parse(&one, address) == NULL &&
		addr_parse(&other, responder.now.text) == NULL &&
		addr_same(&one, &other));
}

/* Binds the socket; false with *why and errno. */
static bool
open_socket(struct responder_socket *it, struct error *why)
{
	struct addr addr;
	int error;

	if (addr_parse(&addr, it->wanted) != NULL)
		errno = EINVAL; /* the configuration has been checked */
	else if (listen_bind(SOCK_DGRAM, &addr, &it->fd) &&
	    listen_address(it->fd, &addr)) {
		addr_text(&addr, it->text);
		return true;
	}
	error = errno;
	io_close(&it->fd);
	(void)error_set(why, listen_exit_code(error),
	    "responder: cannot answer on %s: %s", it->wanted, strerror(error));
	errno = error;
	return error == EADDRINUSE && error_is_transient(why);
}

bool
responder_socket_check(const struct config *config, struct error *why)
{
	struct responder_socket it;
	bool good;

	if (config->responder == NULL)
		return true;
	it = read_wanted(config->responder);
	if (is_bound_to(it.wanted))
		return true;
	good = open_socket(&it, why) || errno == EADDRINUSE;
	io_close(&it.fd);
	return good;
}

bool
responder_socket_prepare(const struct config *config, struct error *why)
{
	struct responder_socket *next = &responder.next;
	bool echo;

	*next = (struct responder_socket) { .fd = -1 };
	if (config->responder == NULL)
		return true;
	*next = read_wanted(config->responder);
	if (!is_bound_to(next->wanted))
		return open_socket(next, why);
	echo = next->echo;
	*next = responder.now; /* another socket could not be bound */
	next->echo = echo;
	return true;
}

bool
responder_socket_use(void)
{
	struct responder_socket old = responder.now;

	responder.now = responder.next;
	responder.next.fd = -1;
	if (old.fd == responder.now.fd)
		return old.echo != responder.now.echo;
	io_close(&old.fd);
	return true;
}

void
responder_socket_undo(void)
{
	if (responder.next.fd != responder.now.fd)
		io_close(&responder.next.fd);
	responder.next.fd = -1;
}

const struct responder_socket *
responder_socket_get(void)
{
	return &responder.now;
}

void
responder_socket_close(void)
{
	io_close(&responder.now.fd);
}

static const struct field saved[] = {
	FIELD(FD, struct responder, now.fd),
	FIELD(BOOL, struct responder, now.echo),
	FIELD(TEXT, struct responder, now.wanted),
	FIELD(TEXT, struct responder, now.text),
};

MODULE(responder_socket) = { FIELDS_SECTION("helpers", saved, responder, 0) };
