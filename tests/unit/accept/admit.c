/*
 * server/accept/admit: who comes in, and with what; who is told that there is
 * no room, or that he is not let in; what becomes of newcomers where there are
 * no descriptors; and when nobody is accepted. With real workers, over loopback
 * and a path of the test's own.
 */
#include "server/accept/admit.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/accept/lingering_close.h"
#include "server/accept/listen.h"
#include "server/accept/spawn.h"
#include "server/base/log/stats.h"
#include "server/base/loop/watch.h"
#include "server/policy/peers.h"
#include "server/router/model/clients.h"
#include "server/router/model/slots.h"
#include "server/router/uplink.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

#define PEOPLE 100
#define BATCH 64 /* newcomers in a turn: admit.c's ACCEPT_BATCH */

/* A worker may take longer than the parent's turns, in which its time passes.
 */
#define SLOW                      \
	{ "grace", "3600" },      \
	{                         \
		"hello_time", "0" \
	}
static const struct config_option two[] = { SLOW, { "max_clients", "2" },
	{ NULL, NULL } };
static const struct config_option one[] = { SLOW, { "max_clients", "1" },
	{ "exempt", "192.0.2.1" }, { "max_per_address", "1" }, { NULL, NULL } };
static const struct config_option denying[] = { SLOW, { "max_clients", "2" },
	{ "deny", "127.0.0.0/8" }, { NULL, NULL } };
static const struct config_option alone[] = { SLOW, { "max_clients", "9" },
	{ "exempt", "192.0.2.1" }, { "max_per_address", "1" },
	{ "max_per_user", "1" }, { NULL, NULL } };
static const struct config_option distrusting[] = { SLOW,
	{ "max_clients", "9" }, { "trusted", "192.0.2.1" }, { NULL, NULL } };

/* Where people come. */
enum { TCP, PROXY, PATH, PROXY_PATH, PLACES };

static struct {
	char path[SCRATCH_PATH], proxy_path[SCRATCH_PATH];
	int person[PEOPLE]; /* their ends of the connections */
	char heard[1024];
} test;

static void
reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		const uint32_t slot = slots_reaped(pid);
		if (slot == SLOT_NONE)
			continue;
		slots_get(slot)->status = status;
		spawn_reaped(slot);
		uplink_reaped(slot);
	}
}

/* As loop.c has it. */
static void
turn(void)
{
	admit_watch();
	stage_wait(MSEC);
	spawn_turn();
	admit_ready();
	reap();
	stage_turn();
}

/* Until there are so many children, and none is being made. */
static void
await(size_t children)
{
	const usec end = deadline();

	do {
		turn();
		MUST(deadline_pause(end), "%zu children, and not %zu",
		    slots_used(), children);
	} while (slots_used() != children || spawn_busy());
}

static int
come(int place)
{
	const struct listener *listener = listen_get((size_t)place);
	struct addr addr;
	int fd;

	MUST(addr_parse(&addr, listener->text) == NULL, "no address");
	fd = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
	MUST(fd != -1 && connect(fd, &addr.to.any, addr.len) == 0 &&
		io_prepare(fd),
	    "cannot connect to %s", listener->text);
	return fd;
}

/*
 * Returns what the client gets up to a line's end, or to the end; the loop
 * turns meanwhile.
 */
static const char *
hear(int fd)
{
	const usec end = deadline();
	size_t len = 0;
	ssize_t count;

	while ((count = io_read(fd, test.heard + len, 1)) != 0) {
		if (count == 1 && test.heard[len++] == '\n')
			break;
		if (count == IO_AGAIN)
			turn();
		MUST(count != IO_FAIL && len + 1 < sizeof(test.heard) &&
			(count != IO_AGAIN || deadline_pause(end)),
		    "no line comes, but %zu bytes", len);
	}
	test.heard[len > 0 ? len - 1 : 0] = '\0';
	return test.heard;
}

static bool
hears(int fd, const char *pattern)
{
	if (pattern_matches(pattern, str_from(hear(fd))))
		return true;
	tap_note("heard \"%s\"", test.heard);
	return false;
}

/* For who speaks IRC, and for all others. */
static bool
is_turned_away(int fd, const char *pattern)
{
	static const char error[] = "ERROR :Closing link: ";
	static const char bye[] = "bye server-full ";
	char said[sizeof(test.heard)];

	if (!hears(fd, "ERROR :Closing link: ..."))
		return false;
	(void)snprintf(said, sizeof(said), "%s",
	    test.heard + sizeof(error) - 1); /* fits */
	said[strcspn(said, "\r")] = '\0';
	return pattern_matches(pattern, str_from(said)) &&
	    hears(fd, "bye server-full ...") &&
	    strcmp(test.heard + sizeof(bye) - 1, said) == 0;
}

static bool
is_at_end(int fd)
{
	return hear(fd)[0] == '\0';
}

static void
say(int fd, const char *line)
{
	MUST(io_write(fd, line, strlen(line)) == (ssize_t)strlen(line),
	    "the socket takes no line");
}

/* The client that came last; there is one. */
static const struct client *
newest(void)
{
	uint32_t found = SLOT_NONE;

	for (uint32_t slot = slots_next(0); slot != SLOT_NONE;
	     slot = slots_next(slot + 1))
		if (found == SLOT_NONE ||
		    slots_get(slot)->since >= slots_get(found)->since)
			found = slot;
	MUST(found != SLOT_NONE, "nobody is in");
	return clients_get(slots_get(found)->client);
}

static void
begin(void)
{
	char proxy[] = "127.0.0.2:0 proxy", tcp[] = "127.0.0.1:0";
	char proxy_path[SCRATCH_PATH + 8];
	char *at[PLACES] = { tcp, proxy, test.path, proxy_path };
	const struct config_list list = {
		.at = at, .count = PLACES, .source = CONFIG_FILE
	};
	struct error why = { 0 };

	scratch_path(test.path, "socket");
	scratch_path(test.proxy_path, "proxy");
	(void)snprintf(proxy_path, sizeof(proxy_path), "%s proxy",
	    test.proxy_path); /* fits */
	stage_begin(two);
	MUST(spawn_init() && listen_to(&list, &why), "cannot begin: %s",
	    why.text);
	/* It took the best, where it may. */
	(void)setpriority(PRIO_PROCESS, 0, 0);
	stage_forget_log();
}

static void
lets_in(void)
{
	const uint64_t came = stats_get(SCORE_CAME);
	int person = come(TCP);

	await(1);
	TAP_OK(stats_get(SCORE_CAME) == came + 1 && clients_used() == 1,
	    "who comes has a slot, and is a client");
	TAP_OK(newest()->needs_password && !newest()->proxy_pending &&
		!newest()->peer_user.is_known &&
		pattern_matches("127.0.0.1:*", str_from(newest()->peer)),
	    "it is known where it comes from, and it needs the password");
	say(person, "javad\n");
	TAP_OK(hears(person, "ok name javad"), "a worker serves it");
	sane_check();
	io_close(&person);
	await(0);
	person = come(PATH);
	await(1);
	TAP_OK(!newest()->needs_password && !newest()->proxy_pending &&
		newest()->peer_user.is_known &&
		newest()->peer_user.user == geteuid() &&
		strcmp(newest()->peer, test.path) == 0,
	    "over a path it is known who it is, and needs none");
	io_close(&person);
	await(0);
}

static void
lets_in_proxies(void)
{
	int person = come(PROXY);

	await(1);
	TAP_OK(newest()->proxy_pending && newest()->needs_password &&
		newest()->origin == PEERS_NONE,
	    "a proxy has to say for whom it comes, and does not count");
	io_close(&person);
	await(0);
	person = come(PROXY_PATH);
	await(1);
	TAP_OK(newest()->proxy_pending && newest()->needs_password &&
		!newest()->peer_user.is_known,
	    "over a path as well: the user would be the proxy's");
	io_close(&person);
	await(0);
	stage_configure(distrusting);
	stage_forget_log();
	person = come(PROXY);
	TAP_OK(is_turned_away(person, "connections from your ...") &&
		is_at_end(person) &&
		stage_logged("refused: 127.0.0.1:* (not a trusted proxy)"),
	    "an address that is not trusted is no proxy's");
	io_close(&person);
	person = come(PROXY_PATH);
	await(1);
	PASS("who can get at a path is trusted");
	io_close(&person);
	await(0);
	stage_configure(two);
	stage_forget_log();
}

static void
tells_of_no_room(void)
{
	const uint64_t full = stats_get(SCORE_FULL);
	int first, second, third;

	first = come(TCP);
	await(1);
	second = come(PATH);
	await(2);
	third = come(TCP);
	TAP_OK(is_turned_away(third, "the server is full; try ...") &&
		is_at_end(third),
	    "one too many is told so, and that is all");
	TAP_OK(stats_get(SCORE_FULL) == full + 1 && slots_used() == 2 &&
		stage_logged("full: 127.0.0.1:* turned away (2 of 2 clients)"),
	    "it is counted and logged");
	io_close(&third);
	io_close(&first);
	await(1);
	third = come(TCP);
	await(2);
	say(third, "javad\n");
	TAP_OK(
	    hears(third, "ok name javad"), "when one has gone, one may come");
	io_close(&third);
	io_close(&second);
	await(0);
	stage_forget_log();
}

/* A client that is turned away counts nowhere. */
static void
counts_nobody_who_is_turned_away(void)
{
	int first, second;

	stage_configure(one);
	first = come(PATH);
	await(1);
	second = come(TCP);
	MUST(is_turned_away(second, "the server is full; ..."),
	    "there is room for two");
	io_close(&second);
	io_close(&first);
	await(0);
	second = come(TCP);
	await(1);
	PASS("who was turned away does not count at its address");
	io_close(&second);
	await(0);
	stage_configure(two);
	stage_forget_log();
}

/* While a child shares our descriptors none is opened. */
static void
makes_one_at_a_time(void)
{
	int person[2] = { come(TCP), come(PATH) };

	admit_watch();
	stage_turn();
	admit_ready();
	if (spawn_busy())
		TAP_NUM(slots_used(), 1, "the next waits for the first");
	else
		tap_note("children do not share our descriptors here");
	await(2);
	io_close(&person[0]);
	io_close(&person[1]);
	await(0);
	stage_forget_log();
}

static void
refuses(void)
{
	const uint64_t came = stats_get(SCORE_CAME);
	const uint64_t refused = stats_get(SCORE_REFUSED);
	int person;

	stage_configure(denying);
	person = come(TCP);
	TAP_OK(is_turned_away(person, "connections from your ...") &&
		is_at_end(person),
	    "who is denied is told so");
	TAP_OK(stats_get(SCORE_REFUSED) == refused + 1 &&
		stats_get(SCORE_CAME) == came && slots_used() == 0 &&
		stage_logged("refused: 127.0.0.1:* (denied)"),
	    "counted and logged, and no child is made");
	io_close(&person);
	person = come(PATH);
	await(1);
	PASS("a path has no address");
	io_close(&person);
	await(0);
	stage_configure(two);
	stage_forget_log();
}

static void
counts(void)
{
	int first, second;

	stage_configure(alone);
	first = come(TCP);
	await(1);
	second = come(TCP);
	TAP_OK(is_turned_away(second, "too many connections from ...") &&
		is_at_end(second),
	    "an address may have so many");
	io_close(&second);
	io_close(&first);
	await(0);
	first = come(TCP);
	await(1);
	PASS("and again when they have gone");
	io_close(&first);
	await(0);
	stage_forget_log();
	first = come(PATH);
	await(1);
	second = come(PATH);
	TAP_OK(is_turned_away(second, "you have too many ...") &&
		is_at_end(second) &&
		stage_logged("refused: * uid * (too many from one user)"),
	    "so may a user");
	io_close(&second);
	TAP_NUM(slots_used(), 1, "who is refused leaves no slot behind");
	io_close(&first);
	await(0);
	first = come(PATH);
	await(1);
	PASS("and again");
	io_close(&first);
	await(0);
	stage_configure(two);
	stage_forget_log();
}

/* Something is more urgent in this turn, and in this turn alone. */
static void
pauses(void)
{
	int person;

	admit_watch();
	stage_turn();
	person = come(TCP);
	admit_watch();
	stage_turn();
	admit_pause();
	admit_ready();
	TAP_NUM(slots_used(), 0, "in a turn that is paused nobody is accepted");
	admit_watch();
	stage_turn();
	admit_ready();
	TAP_NUM(slots_used(), 1, "and in the next they are");
	await(1);
	io_close(&person);
	await(0);
	stage_forget_log();
}

/* People who are in have their turn, however many come. */
static void
takes_a_batch(void)
{
	const uint64_t refused = stats_get(SCORE_REFUSED);

	stage_configure(denying);
	for (size_t i = 0; i < PEOPLE; i++)
		test.person[i] = come(TCP);
	admit_watch();
	stage_turn();
	admit_ready();
	TAP_NUM(stats_get(SCORE_REFUSED) - refused, BATCH,
	    "of %d who come at once so many are taken in a turn", PEOPLE);
	admit_watch();
	stage_turn();
	admit_ready();
	TAP_NUM(stats_get(SCORE_REFUSED) - refused, PEOPLE,
	    "and the others in the next");
	for (size_t i = 0; i < PEOPLE; i++)
		io_close(&test.person[i]);
	stage_configure(two);
	stage_forget_log();
}

/* The number that the next descriptor has. */
static int
lowest(void)
{
	int fd = dup(STDIN_FILENO);
	const int number = fd;

	MUST(fd != -1, "no descriptor");
	io_close(&fd);
	return number;
}

/* So many more can be opened; -1: as many as before. */
static void
limit_files(int more)
{
	static struct rlimit before;
	struct rlimit limit;

	if (more == -1) {
		MUST(setrlimit(RLIMIT_NOFILE, &before) == 0, "no limit");
		return;
	}
	MUST(getrlimit(RLIMIT_NOFILE, &before) == 0, "no limit");
	limit = before;
	limit.rlim_cur = (rlim_t)lowest() + (rlim_t)more;
	MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0, "no limit");
}

/*
 * There is a spare descriptor (again), or nobody would be accepted; and nobody
 * holds one because he was turned away.
 */
static void
come_and_go(void)
{
	int person = come(TCP);

	await(1);
	io_close(&person);
	await(0);
	while (lingering_close_oldest())
		continue;
	stage_forget_log();
}

/* All of them, with so many descriptors left; with none in one turn. */
static bool
all_are_told(int place, int more)
{
	const uint64_t full = stats_get(SCORE_FULL);
	bool good;
	int person[5];

	for (size_t i = 0; i < COUNT(person); i++)
		person[i] = come(place);
	limit_files(more);
	admit_watch();
	stage_turn();
	admit_ready();
	good = more > 0 || stats_get(SCORE_FULL) == full + COUNT(person);
	for (size_t i = 0; i < COUNT(person); i++)
		good = is_turned_away(person[i], "the server is ...") &&
		    is_at_end(person[i]) && good;
	limit_files(-1);
	for (size_t i = 0; i < COUNT(person); i++)
		io_close(&person[i]);
	return good;
}

/* One by one, by means of the spare one; or where only the pipes fail. */
static void
tells_without_descriptors(void)
{
	char why[128];
	int person;

	(void)snprintf(why, sizeof(why), "full: 127.0.0.1:* turned away (%s...",
	    strerror(EMFILE));
	stage_configure(alone);
	for (int more = 0; more < 4; more++) {
		come_and_go();
		TAP_OK(all_are_told(TCP, more) && slots_used() == 0,
		    "with %d descriptors left all are told that it is full",
		    more);
		/* Only some of many refusals are logged: reject_log.h. */
		TAP_OK(more > 0 || stage_logged(why), "and the log says why");
		come_and_go();
		TAP_OK(all_are_told(PATH, more) && slots_used() == 0,
		    "over a path as well");
	}
	person = come(TCP);
	await(1);
	say(person, "javad\n");
	TAP_OK(hears(person, "ok name javad"),
	    "where there are some again the next comes in");
	io_close(&person);
	await(0);
	stage_configure(two);
	stage_forget_log();
}

static void
stops(void)
{
	int person;

	admit_stop(true);
	person = come(TCP);
	for (int i = 0; i < 5; i++)
		turn();
	TAP_OK(slots_used() == 0 &&
		watch_readable(listen_get(TCP)->fd) != listen_get(TCP)->fd,
	    "when it has stopped nobody is accepted, nor waited for");
	io_close(&person);
}

int
main(void)
{
	begin();
	lets_in();
	lets_in_proxies();
	tells_of_no_room();
	counts_nobody_who_is_turned_away();
	makes_one_at_a_time();
	refuses();
	counts();
	pauses();
	takes_a_batch();
	tells_without_descriptors();
	stops();
	sane_check_empty();
	listen_close();
	return tap_done();
}
