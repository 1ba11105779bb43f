/* The listening sockets: see listen.h. */
#include "accept/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/inherit.h"
#include "accept/path.h"
#include "accept/tcp.h"
#include "base/config/listen_options.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "base/system/lock.h"
#include "base/system/place.h"
#include "shared/io.h"
#include "shared/str.h"

static struct {
	/*
	 * Old and new listeners, LISTEN_MAX of each; workers do not have the
	 * table.
	 */
	struct listener *at;
	size_t count;
	usec patience; /* how long a peer may be silent */
} listeners;

static void
tune(const struct listener *l)
{
	if (!addr_is_unix(&l->addr))
		tcp_tune(l->fd, listeners.patience);
}

void
listen_set_patience(usec patience)
{
	listeners.patience = patience;
	for (size_t i = 0; i < listeners.count; i++)
		tune(&listeners.at[i]);
}

/*
 * Sets options before bind. Both are for the operator's convenience; listening
 * works without them.
 */
static void
prepare_bind(const struct listener *l)
{
	const int on = 1;

	if (!addr_is_unix(&l->addr))
		(void)setsockopt(
		    l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (l->addr.to.any.sa_family == AF_INET6)
		(void)setsockopt(
		    l->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
}

static bool
bind_and_listen(struct listener *l, struct error *why)
{
	if (addr_is_unix(&l->addr)) {
		if (!path_bind(l, why))
			return false;
	} else if (bind(l->fd, &l->addr.to.any, l->addr.len) != 0) {
		return listener_error(why, l);
	}
	return listen(l->fd, SOMAXCONN) == 0 || listener_error(why, l);
}

void
listen_close_one(struct listener *l)
{
	watch_close(&l->fd);
	path_close(l);
}

/*
 * Gets the address of a socket that is bound, by us or not; false with errno.
 */
static bool
know_address(struct listener *l)
{
	l->addr.len = sizeof(l->addr.to);
	if (getsockname(l->fd, &l->addr.to.any, &l->addr.len) != 0)
		return false;
	l->local = addr_is_local(&l->addr);
	addr_text(&l->addr, l->text);
	return true;
}

/* Creates the socket; false with *why. listen_close_one then cleans up. */
static bool
make_socket(struct listener *l, struct error *why)
{
	l->fd = socket(l->addr.to.any.sa_family, SOCK_STREAM, 0);
	if (l->fd == -1 || !io_prepare(l->fd))
		return listener_error(why, l);
	prepare_bind(l);
	if (!bind_and_listen(l, why))
		return false;
	tune(l);
	return know_address(l) || listener_error(why, l);
}

/* Fills in a listener from an address of the list and its options. */
static bool
prepare(struct listener *l, const char *address,
    const struct listen_options *options, struct error *why)
{
	const char *wrong;

	*l = (struct listener) { .fd = -1, .lock = -1, .mode = options->mode };
	wrong = addr_parse(&l->addr, address);
	if (wrong != NULL)
		return error_set(
		    why, EX_USAGE, "cannot listen on %s: %s", address, wrong);
	memcpy(l->wanted, address, strlen(address) + 1); /* fits: was split */
	memcpy(l->owner, options->owner, sizeof(l->owner));
	memcpy(l->group, options->group, sizeof(l->group));
	return true;
}

bool
listen_open_one(struct listener *l, const char *path,
    const struct listen_options *options, struct error *why)
{
	if (!prepare(l, path, options, why))
		return false;
	if (make_socket(l, why))
		return true;
	listen_close_one(l);
	return false;
}

/*
 * Returns whether the listener's own path and this one lead to the same socket.
 */
static bool
is_file(const struct listener *l, const char *path)
{
	struct stat own, other;

	return addr_is_unix(&l->addr) && lstat(l->wanted, &own) == 0 &&
	    S_ISSOCK(own.st_mode) && lstat(path, &other) == 0 &&
	    place_same(&own, &other);
}

/*
 * Returns whether the listener is bound to that address, or was configured in
 * these words.
 */
static bool
is_at(const struct listener *l, const char *address)
{
	struct addr addr;

	if (strcmp(l->wanted, address) == 0)
		return true;
	return addr_parse(&addr, address) == NULL &&
	    (addr_same(&addr, &l->addr) || is_file(l, address));
}

/*
 * Returns whether the listener is in the list, and sets *options to its options
 * there.
 */
static bool
is_wanted(const struct config_list *wanted, const struct listener *l,
    struct listen_options *options)
{
	char address[ADDR_TEXT];
	struct listen_options found;

	*options = (struct listen_options) { .proxy = false };
	for (size_t i = 0; i < wanted->count; i++) {
		if (listen_options_split(wanted->at[i], address, &found) !=
			NULL ||
		    !is_at(l, address))
			continue;
		*options = found;
		return true;
	}
	return false;
}

static bool
is_open(const char *address, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_at(&listeners.at[i], address))
			return true;
	return false;
}

/*
 * Returns whether the configuration now gives its file another owner, group or
 * mode.
 */
static bool
file_differs(const struct listener *l, const struct listen_options *options)
{
	return l->bound &&
	    (l->mode != options->mode ||
		strcmp(l->owner, options->owner) != 0 ||
		strcmp(l->group, options->group) != 0);
}

static void
set_use(struct listener *l, enum service service, bool proxy)
{
	l->logged = l->logged && l->service == service && l->proxy == proxy;
	l->service = service;
	l->proxy = proxy;
}

static void
listen_let_go(struct listener *l)
{
	LOG_AT(LEVEL_NOTICE, STR("{event:no longer listening} on {address}"),
	    str_from(l->text));
	listen_close_one(l);
}

static void
keep_wanted(const struct config_list *wanted)
{
	size_t kept = 0;

	for (size_t i = 0; i < listeners.count; i++) {
		struct listener *l = &listeners.at[i];
		struct listen_options options;
		const bool stays = is_wanted(wanted, l, &options);
		set_use(l, options.service,
		    options.proxy || (l->inherited && inherit_is_proxy(i)));
		l->secure = options.secure;
		l->options_changed = stays && file_differs(l, &options);
		if (stays || l->inherited)
			listeners.at[kept++] = *l;
		else
			listen_let_go(l);
	}
	listeners.count = kept;
}

/* Splits an element, which was checked when it was read. */
static bool
listen_split(const struct config_list *wanted, size_t number,
    char address[ADDR_TEXT], struct listen_options *options, struct error *why)
{
	const char *element = wanted->at[number];
	const char *wrong = listen_options_split(element, address, options);

	return wrong == NULL ||
	    error_set(why, EX_USAGE, "cannot listen on %s: %s", element, wrong);
}

static bool
open_wanted(const struct config_list *wanted, size_t *count, struct error *why)
{
	char address[ADDR_TEXT];
	struct listen_options options;

	for (size_t i = 0; i < wanted->count; i++) {
		if (!listen_split(wanted, i, address, &options, why))
			return false;
		if (is_open(address, *count))
			continue;
		listeners.at[*count].logged = false;
		if (!listen_open_one(
			&listeners.at[*count], address, &options, why))
			return false;
		++*count;
	}
	return true;
}

/* Finds the address among the first count elements; false if it is none. */
static bool
find_before(const struct config_list *wanted, size_t count, const char *address,
    struct listen_options *options)
{
	char other[ADDR_TEXT];
	struct addr one, two;

	for (size_t i = 0; i < count; i++)
		if (listen_options_split(wanted->at[i], other, options) ==
			NULL &&
		    (strcmp(address, other) == 0 ||
			(addr_parse(&one, address) == NULL &&
			    addr_parse(&two, other) == NULL &&
			    addr_same(&one, &two))))
			return true;
	return false;
}

/*
 * Returns whether all fit and each has one service; an address that occurs
 * twice counts once.
 */
static bool
are_possible(const struct config_list *wanted, struct error *why)
{
	char address[ADDR_TEXT];
	struct listen_options options, other;
	size_t count = inherit_count();

	for (size_t i = 0; i < wanted->count; i++) {
		if (!listen_split(wanted, i, address, &options, why))
			return false;
		const bool repeated = find_before(wanted, i, address, &other);
		if (repeated && other.service != options.service)
			return error_set(why, EX_CONFIG,
			    "cannot listen on %s: it has two services",
			    address);
		if (repeated || is_open(address, inherit_count()))
			continue;
		if (count++ == LISTEN_MAX)
			return error_set(why, EX_CONFIG,
			    "cannot listen on %s: too many addresses, limit %d",
			    address, LISTEN_MAX);
	}
	return true;
}

/* Logs the listeners that are new, or whose service or proxy has changed. */
static void
log_new(void)
{
	static const struct str notes[SERVICES] = { LIT(""), LIT(" (date)"),
		LIT(" (echo)") };

	for (size_t i = 0; i < listeners.count; i++) {
		struct listener *l = &listeners.at[i];
		if (!l->logged)
			LOG_AT(LEVEL_NOTICE, STR("listening on {address}{}{}"),
			    str_from(l->text), notes[l->service],
			    l->proxy ? STR(" (proxy)") : STR(""));
		l->logged = true;
	}
}

static bool
has_table(struct error *why)
{
	if (listeners.at == NULL)
		listeners.at =
		    arena_table(2 * (size_t)LISTEN_MAX, sizeof(*listeners.at));
	return listeners.at != NULL ||
	    error_set(why, EX_OSERR, "cannot listen: %s", strerror(ENOMEM));
}

/* Adds the inherited sockets, which come first in the table and stay there. */
bool
listen_inherit(struct error *why)
{
	if (!has_table(why))
		return false;
	for (size_t i = 0; i < inherit_count(); i++) {
		struct listener *l = &listeners.at[i];
		*l = (struct listener) {
			.inherited = true, .fd = inherit_fd(i), .lock = -1
		};
		if (!know_address(l))
			return error_set(why, EX_OSERR,
			    "cannot listen on descriptor %d: %s", l->fd,
			    strerror(errno));
		memcpy(l->wanted, l->text, sizeof(l->wanted));
		tune(l);
		listeners.count++;
	}
	return true;
}

/*
 * Returns the list without the default address if there are inherited sockets.
 */
static const struct config_list *
really_wanted(const struct config_list *wanted)
{
	static const struct config_list nothing;

	return inherit_count() > 0 && wanted->source == CONFIG_DEFAULT ?
	    &nothing :
	    wanted;
}

bool
listen_to(const struct config_list *all, struct error *why)
{
	const struct config_list *wanted = really_wanted(all);
	const size_t before = listeners.count;
	size_t count = before;

	if (!has_table(why) || !are_possible(wanted, why))
		return false;
	if (!open_wanted(wanted, &count, why)) {
		while (count > before)
			listen_close_one(&listeners.at[--count]);
		return false;
	}
	listeners.count = count;
	keep_wanted(wanted);
	log_new();
	return true;
}

/*
 * Returns whether the port can be bound; false with *why. A port in use is
 * accepted, as it may be the running server's. The socket does not listen, so
 * it disturbs nobody.
 */
static bool
look_at_port(struct listener *l, struct error *why)
{
	bool good;

	l->fd = socket(l->addr.to.any.sa_family, SOCK_STREAM, 0);
	if (l->fd != -1)
		prepare_bind(l);
	good = l->fd != -1 &&
	    (bind(l->fd, &l->addr.to.any, l->addr.len) == 0 ||
		errno == EADDRINUSE);
	if (!good)
		(void)listener_error(why, l);
	io_close(&l->fd);
	return good;
}

bool
listen_check_one(const char *address, const struct listen_options *options,
    struct error *why)
{
	struct listener l;

	if (!prepare(&l, address, options, why))
		return false;
	return addr_is_unix(&l.addr) ? path_check(&l, why) :
				       look_at_port(&l, why);
}

bool
listen_check(const struct config_list *all, struct error *why)
{
	const struct config_list *wanted = really_wanted(all);
	char address[ADDR_TEXT];
	struct listen_options options;

	if (!has_table(why) || !are_possible(wanted, why))
		return false;
	for (size_t i = 0; i < wanted->count; i++)
		if (!listen_split(wanted, i, address, &options, why) ||
		    (!is_open(address, listeners.count) &&
			!listen_check_one(address, &options, why)))
			return false;
	return true;
}

void
listen_close(void)
{
	while (listeners.count > 0)
		listen_close_one(&listeners.at[--listeners.count]);
}

size_t
listen_count(void)
{
	return listeners.count;
}

const struct listener *
listen_get(size_t number)
{
	return &listeners.at[number];
}

/* The columns that are saved. A path that is not valid text is not saved. */
static const struct field saved[] = {
	FIELD(TEXT, struct listener, wanted),
	FIELD(TEXT, struct listener, text),
	FIELD(FD, struct listener, fd),
	FIELD(FD, struct listener, lock),
	FIELD(BOOL, struct listener, bound),
	FIELD(NUMBER, struct listener, file.st_dev),
	FIELD(NUMBER, struct listener, file.st_ino),
	FIELD(BOOL, struct listener, inherited),
	FIELD_UPTO(NUMBER, struct listener, service, SERVICES - 1),
	FIELD(BOOL, struct listener, proxy),
	FIELD(BOOL, struct listener, secure),
	FIELD(NUMBER, struct listener, mode),
	FIELD(TEXT, struct listener, owner),
	FIELD(TEXT, struct listener, group),
};

void
listen_save_one(struct state *state, const struct listener *l)
{
	fields_put(state, FIELDS(saved), l);
}

static void
listen_save(struct state *state)
{
	for (size_t i = 0; i < listeners.count; i++) {
		state_put(state, STR("listener"), i);
		listen_save_one(state, &listeners.at[i]);
	}
}

void
listen_load_line(struct state *state, struct listener *l)
{
	fields_get(state, FIELDS(saved), l);
}

/*
 * Adds the listener with the number on this line; null, after noting the fault,
 * if the number is not the next or there is no memory.
 */
static struct listener *
listen_claim(struct state *state)
{
	uint64_t number;

	if (!state_number(state, LISTEN_MAX - 1, &number))
		return NULL;
	if (number != listeners.count || !has_table(&state->why)) {
		state_broken(state, "out of sequence, or out of memory");
		return NULL;
	}
	listeners.at[number] =
	    (struct listener) { .fd = -1, .lock = -1, .logged = true };
	return &listeners.at[listeners.count++];
}

static void
listen_load(struct state *state)
{
	struct listener *l = NULL;

	while (state_next(state))
		if (state_is(state, STR("listener")))
			l = listen_claim(state);
		else if (l != NULL)
			listen_load_line(state, l);
	for (size_t i = 0; i < listeners.count; i++)
		if (listeners.at[i].fd == -1)
			state_wrong(state, "listener without a socket");
}

bool
listen_adopt_one(struct listener *l)
{
	lock_adopt(l->lock);
	return know_address(l);
}

bool
listen_adopt(void)
{
	for (size_t i = 0; i < listeners.count; i++)
		if (!listen_adopt_one(&listeners.at[i]))
			return false;
	return true;
}

MODULE(listen) = { SECTION("listeners", listen, MODULE_VITAL) };
