/* The listening sockets: see listen.h. */
#include "accept/listen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "base/config/self.h"
#include "base/log/log.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "shared/io.h"
#include "shared/str.h"

/* An address of the list. */
struct wanted {
	char address[ADDR_TEXT];
	struct addr addr; /* len is 0 if it cannot be told */
	struct listen_options options;
};

/* The first inherited descriptor: SD_LISTEN_FDS_START. */
#define FIRST 3

/* Old and new listeners, LISTEN_MAX of each. */
#define ROWS (2 * (size_t)LISTEN_MAX)

/* Workers do not have the tables. */
static struct {
	struct listener *at;
	size_t count;
	size_t inherited; /* so many come first, and stay there */
	struct wanted *wanted; /* as read_wanted has read them */
	size_t wanted_count;
	usec patience; /* how long a peer may be silent */
	size_t found; /* sockets from the supervisor; not saved */
	bool named_proxy[LISTEN_MAX]; /* of these, by their names */
} listeners;

void
listen_set_patience(usec patience)
{
	listeners.patience = patience;
	for (size_t i = 0; i < listeners.count; i++)
		listen_tune(&listeners.at[i], patience);
}

/*
 * Returns whether the listener was configured in these words, is bound to that
 * address, or has the very file to which the path leads.
 */
static bool
is_at(const struct listener *l, const struct wanted *w)
{
	struct stat own, other;

	return strcmp(l->wanted, w->address) == 0 ||
	    (w->addr.len > 0 && addr_same(&w->addr, &l->addr)) ||
	    (addr_is_unix(&l->addr) && lstat(l->wanted, &own) == 0 &&
		S_ISSOCK(own.st_mode) && lstat(w->address, &other) == 0 &&
		place_same(&own, &other));
}

static bool
is_open(const struct wanted *w, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_at(&listeners.at[i], w))
			return true;
	return false;
}

/* Finds the address among those that were read; null if it is none. */
static const struct wanted *
find_same(const struct wanted *w)
{
	for (size_t i = 0; i < listeners.wanted_count; i++) {
		const struct wanted *other = &listeners.wanted[i];
		if (strcmp(w->address, other->address) == 0 ||
		    (w->addr.len > 0 && other->addr.len > 0 &&
			addr_same(&w->addr, &other->addr)))
			return other;
	}
	return NULL;
}

static bool
has_tables(struct error *why)
{
	if (listeners.at == NULL)
		listeners.at = arena_table(ROWS, sizeof(*listeners.at));
	if (listeners.wanted == NULL)
		listeners.wanted = arena_table(ROWS, sizeof(*listeners.wanted));
	return (listeners.at != NULL && listeners.wanted != NULL) ||
	    error_set(why, EX_OSERR, "cannot listen: %s", strerror(ENOMEM));
}

/*
 * Reads the list; false with *why unless all fit and each has one service. An
 * address that occurs twice counts once. If there are inherited sockets, the
 * default address is not wanted.
 */
static bool
read_wanted(const struct config_list *list, struct error *why)
{
	size_t count = listeners.inherited;

	listeners.wanted_count = 0;
	if (!has_tables(why))
		return false;
	if (listeners.inherited > 0 && list->source == CONFIG_DEFAULT)
		return true;
	for (size_t i = 0; i < list->count; i++) {
		struct wanted w = { .addr.len = 0 };
		const char *wrong =
		    listen_options_split(list->at[i], w.address, &w.options);
		if (wrong != NULL)
			return error_set(why, EX_USAGE,
			    "cannot listen on %s: %s", list->at[i], wrong);
		if (addr_parse(&w.addr, w.address) != NULL)
			w.addr.len = 0;
		const struct wanted *before = find_same(&w);
		if (before != NULL &&
		    before->options.service != w.options.service)
			return error_set(why, EX_CONFIG,
			    "cannot listen on %s: it has two services",
			    w.address);
		if (before != NULL &&
		    (strcmp(before->address, w.address) == 0 ||
			addr_is_unix(&w.addr) || w.addr.to.v4.sin_port != 0))
			continue; /* but any two ports are two */
		if (listeners.wanted_count == ROWS ||
		    (!is_open(&w, listeners.inherited) &&
			count++ == LISTEN_MAX))
			return error_set(why, EX_CONFIG,
			    "cannot listen on %s: too many addresses, limit %d",
			    w.address, LISTEN_MAX);
		listeners.wanted[listeners.wanted_count++] = w;
	}
	return true;
}

static bool
open_wanted(size_t *count, struct error *why)
{
	for (size_t i = 0; i < listeners.wanted_count; i++) {
		const struct wanted *w = &listeners.wanted[i];
		struct listener *l = &listeners.at[*count];
		if (is_open(w, *count))
			continue;
		if (!listen_open_one(l, w->address, &w->options, why))
			return false;
		listen_tune(l, listeners.patience);
		++*count;
	}
	return true;
}

/* Notes what the configuration says of the listener by now; null: nothing. */
static void
set_use(struct listener *l, const struct listen_options *said)
{
	const struct listen_options none = { .proxy = false };
	const struct listen_options *options = said != NULL ? said : &none;
	const bool proxy = options->proxy || l->named_proxy;

	l->logged =
	    l->logged && l->service == options->service && l->proxy == proxy;
	l->service = options->service;
	l->proxy = proxy;
	l->secure = options->secure;
	l->options_changed = said != NULL && l->bound && l->mode != said->mode;
}

/* Closes the listeners that are not wanted, and logs what is new of others. */
static void
keep_wanted(void)
{
	static const struct str notes[SERVICES] = { LIT(""), LIT(" (date)"),
		LIT(" (echo)") };
	size_t kept = 0;

	for (size_t i = 0; i < listeners.count; i++) {
		struct listener *l = &listeners.at[i];
		const struct listen_options *said = NULL;
		for (size_t j = listeners.wanted_count; j-- > 0;)
			if (is_at(l, &listeners.wanted[j]))
				said = &listeners.wanted[j].options;
		set_use(l, said);
		if (said != NULL || l->inherited) {
			listeners.at[kept++] = *l;
			continue;
		}
		LOG_AT(LEVEL_NOTICE,
		    STR("{event:no longer listening} on {address}"),
		    str_from(l->text));
		listen_close_one(l);
	}
	listeners.count = kept;
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
has_option(int fd, int option, int wanted)
{
	socklen_t size = sizeof(int);
	int value;

	return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 &&
	    value == wanted;
}

/* Returns null, or what keeps us from listening there. */
static const char *
what_is_wrong(int fd)
{
	struct sockaddr_storage at;
	socklen_t size = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		return strerror(errno);
	if (at.ss_family != AF_INET && at.ss_family != AF_INET6 &&
	    at.ss_family != AF_UNIX)
		return "neither a TCP nor a UNIX socket";
	if (!has_option(fd, SO_TYPE, SOCK_STREAM))
		return "not a stream socket; use ListenStream";
	if (!has_option(fd, SO_ACCEPTCONN, 1))
		return "not a listening socket; use Accept=no";
	return io_prepare(fd) ? NULL : strerror(errno);
}

bool
listen_find(struct error *why)
{
	const char *said = getenv("LISTEN_FDS");
	const char *text = getenv("LISTEN_FDNAMES");
	struct str names = str_from(text != NULL ? text : "");
	uint64_t count = 0;

	if (said != NULL && self_is_pid(getenv("LISTEN_PID")) &&
	    !str_to_number(str_from(said), LISTEN_MAX, &count))
		return error_set(why, EX_CONFIG,
		    "cannot take over sockets: LISTEN_FDS %s is not a number "
		    "up to %d",
		    said, LISTEN_MAX);
	for (size_t i = 0; i < count; i++) {
		const char *wrong = what_is_wrong(FIRST + (int)i);
		if (wrong != NULL)
			return error_set(why, EX_CONFIG,
			    "cannot listen on inherited descriptor %d "
			    "(LISTEN_FDS): %s",
			    FIRST + (int)i, wrong);
		listeners.named_proxy[i] =
		    str_eq(str_cut(&names, ':'), STR("proxy"));
	}
	listeners.found = (size_t)count;
	return true;
}

size_t
listen_inherited(void)
{
	return listeners.found;
}

bool
listen_inherit(struct error *why)
{
	if (!has_tables(why))
		return false;
	for (size_t i = 0; i < listeners.found; i++) {
		struct listener *l = &listeners.at[i];
		*l = (struct listener) { .inherited = true,
			.named_proxy = listeners.named_proxy[i],
			.fd = FIRST + (int)i,
			.lock = -1 };
		if (!listen_know_address(l))
			return error_set(why, EX_OSERR,
			    "cannot listen on descriptor %d: %s", l->fd,
			    strerror(errno));
		memcpy(l->wanted, l->text, sizeof(l->wanted));
		listen_tune(l, listeners.patience);
		listeners.inherited = ++listeners.count;
	}
	return true;
}

bool
listen_to(const struct config_list *list, struct error *why)
{
	const size_t before = listeners.count;
	size_t count = before;

	if (!read_wanted(list, why))
		return false;
	if (!open_wanted(&count, why)) {
		while (count > before)
			listen_close_one(&listeners.at[--count]);
		return false;
	}
	listeners.count = count;
	keep_wanted();
	return true;
}

bool
listen_check(const struct config_list *list, struct error *why)
{
	if (!read_wanted(list, why))
		return false;
	for (size_t i = 0; i < listeners.wanted_count; i++) {
		const struct wanted *w = &listeners.wanted[i];
		if (!is_open(w, listeners.count) &&
		    !listen_check_one(w->address, &w->options, why))
			return false;
	}
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

static void
listen_save(struct state *state)
{
	for (size_t i = 0; i < listeners.count; i++) {
		state_put(state, STR("listener"), i);
		listen_save_one(state, &listeners.at[i]);
	}
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
	if (number != listeners.count || !has_tables(&state->why)) {
		state_wrong(state, "out of sequence, or out of memory");
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
	for (size_t i = 0; i < listeners.count; i++) {
		if (listeners.at[i].fd == -1)
			state_wrong(state, "listener without a socket");
		if (listeners.at[i].inherited)
			listeners.inherited = i + 1;
	}
}

bool
listen_adopt(void)
{
	for (size_t i = 0; i < listeners.count; i++)
		if (!listen_adopt_one(&listeners.at[i]))
			return false;
	return true;
}

MODULE(listen) = { SECTION("listeners", listen) };
