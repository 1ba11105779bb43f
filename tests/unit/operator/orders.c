/*
 * server/operator/orders: what each order does and answers; that one which is
 * refused does nothing; and that a long answer goes on where there was no more
 * room, each line once.
 */
#include "server/operator/orders.h"

#include <stdio.h>
#include <unistd.h>

#include "server/operator/reload.h"
#include "server/operator/shutdown.h"
#include "server/operator/upgrade.h"
#include "server/policy/peers.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/boxes.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

#define MANY 1000

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { NULL, NULL } };

static struct {
	struct puppet ali; /* in tea, as reza */
	struct puppet reza;
	struct puppet nobody; /* has no name yet */
	struct puppet helper;
	char answer[4 * ORDERS_ROOM];
	struct buf out;
	char last[LIMIT_LINE];
} test;

static void
set_peer(const struct puppet *puppet, const char *peer)
{
	(void)snprintf(clients_get(slots_get(puppet->slot)->client)->peer,
	    ADDR_TEXT, "%s", peer); /* fits */
}

static void
begin(void)
{
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.reza, "reza", "tea");
	puppet_enter(&test.nobody);
	puppet_help(&test.helper);
	puppet_hear_all(&test.ali, test.last);
	set_peer(&test.ali, "192.0.2.7:80");
	set_peer(&test.reza, "[2001:db8::7]:80");
	set_peer(&test.nobody, "/run/chat");
	stage_forget_log();
}

static void
end(void)
{
	puppet_die(&test.ali);
	puppet_die(&test.reza);
	puppet_die(&test.nobody);
	puppet_die(&test.helper);
	sane_check_empty();
	stage_forget_log();
}

/* Runs it, with room enough; null if it is not done by that. */
static const char *
order(const char *line)
{
	uint32_t cursor = 0;

	buf_init(&test.out, test.answer, sizeof(test.answer) - 1);
	if (orders_run(str_from(line), geteuid(), &cursor, &test.out) !=
	    ANSWERED)
		return NULL;
	test.answer[buf_len(&test.out)] = '\0';
	return test.answer;
}

static bool
answers(const char *line, const char *want)
{
	const char *got = order(line);

	if (got != NULL && strcmp(got, want) == 0)
		return true;
	tap_note("\"%.60s\": got \"%s\"", line, got != NULL ? got : "nothing");
	return false;
}

static bool
is_open(const struct puppet *puppet)
{
	stage_turn();
	return slots_get(puppet->slot)->state == SLOT_OPEN;
}

static bool
all_stay(void)
{
	return is_open(&test.ali) && is_open(&test.reza) &&
	    is_open(&test.nobody) && is_open(&test.helper);
}

#define NO_COMMAND "err unknown command; see forkcastctl(8)\n"
#define MORE "err missing argument\n"
#define NO_MORE "err too many arguments\n"
#define BAD_TIME                                                              \
	"err invalid time for -t: must be a number of seconds, or end in m, " \
	"h or d\n"
#define NO_BOX_ORDER "err must be remove NAME or allow NAME ROLE\n"
#define NO_ROLE "err must be all, voiced or operators\n"
#define NO_CLIENT "err no such client\n"
#define NO_REASON "err reason too long, or not plain text\n"
#define NO_TEXT "err text missing, too long, or not plain text\n"

/* Refused commands, which change nothing. */
static const struct {
	const char *line;
	const char *answer; /* null: any err */
} refused[] = {
	{ "", NO_COMMAND },
	{ "dance", NO_COMMAND },
	{ "PING", NO_COMMAND },
	{ " ping", NO_COMMAND },
	{ "ping\r", NO_COMMAND },
	{ "ping x", NO_MORE },
	{ "bans x", NO_MORE },
	{ "limits x", NO_MORE },
	{ "boxes x", NO_MORE },
	{ "box", MORE },
	{ "box remove", NO_BOX_ORDER },
	{ "box empty tea", NO_BOX_ORDER },
	{ "box remove tea", "err no such box\n" },
	{ "box remove coffee", "err no such box\n" },
	{ "box remove tea x", NO_MORE },
	{ "box allow tea", NO_ROLE },
	{ "box allow tea nobody", NO_ROLE },
	{ "box allow tea all voiced", NO_ROLE },
	{ "box allow coffee all", "err no such group\n" },
	{ "reload x", NO_MORE },
	{ "admit x", NO_MORE },
	{ "admit", "err the server is not draining\n" },
	{ "drain x", NO_MORE },
	{ "stop x", NO_MORE },
	{ "kick", MORE },
	{ "kick ", MORE },
	{ "ban", MORE },
	{ "unban", MORE },
	{ "say", MORE },
	{ "kick sara", NO_CLIENT },
	{ "kick 0", NO_CLIENT },
	{ "kick 1", NO_CLIENT },
	{ "kick -1", NO_CLIENT },
	{ "kick 99999999999999999999", NO_CLIENT },
	{ "kick ali a\x1b[2Jb", NO_REASON },
	{ "kick ali \xff", NO_REASON },
	{ "ban ali", NULL },
	{ "ban 192.0.2.0/33", NULL },
	{ "ban 192.0.2.7:80", NULL },
	{ "ban /run/chat", NULL },
	{ "ban 192.0.2.0/24 -t", BAD_TIME },
	{ "ban 192.0.2.0/24 -t 0", BAD_TIME },
	{ "ban 192.0.2.0/24 -t x", BAD_TIME },
	{ "ban 192.0.2.0/24 -t m", BAD_TIME },
	{ "ban 192.0.2.0/24 -t 36501d", BAD_TIME },
	{ "ban 192.0.2.0/24 -t 1hh", BAD_TIME },
	{ "ban 192.0.2.0/24 a\33[2J", NULL },
	{ "ban 192.0.2.0/24 a\2b", NO_REASON },
	{ "unban 192.0.2.0/24", "err no such ban; see forkcastctl bans\n" },
	{ "unban ali", NULL },
	{ "say coffee x", "err no such group\n" },
	{ "say tea", NO_TEXT },
	{ "say tea ", NO_TEXT },
	{ "say tea a\x1b[2Jb", NO_TEXT },
};

static void
refuses(void)
{
	begin();
	for (size_t i = 0; i < COUNT(refused); i++) {
		const char *got = order(refused[i].line);
		TAP_OK(got != NULL &&
			(refused[i].answer != NULL ?
				strcmp(got, refused[i].answer) == 0 :
				pattern_matches("err * ...", str_from(got))),
		    "order %zu of those that are wrong: %s", i,
		    got != NULL ? got : "no answer");
		TAP_OK(all_stay() && puppet_hears_nothing(&test.ali) &&
			!stage_logged("..."),
		    "and nothing has come of it");
	}
	(void)snprintf(test.last, sizeof(test.last), "kick ali %s",
	    filler(LIMIT_TOPIC + 1)); /* fits */
	TAP_OK(answers(test.last, NO_REASON) && all_stay(),
	    "nor of a reason that is too long");
	(void)snprintf(test.last, sizeof(test.last), "say tea %s",
	    filler(LIMIT_TEXT + 1)); /* fits */
	TAP_OK(answers(test.last, NO_TEXT) && puppet_hears_nothing(&test.ali),
	    "or a text");
	end();
}

static void
kicks(void)
{
	char line[64];

	begin();
	TAP_OK(answers("kick ALI", "ok 1 client kicked\n") &&
		stage_logged("control: uid *: kick ALI"),
	    "a name, in whatever case, and the log says who it was");
	TAP_OK(!is_open(&test.ali) &&
		puppet_hears(&test.ali, "bye kicked kicked by an operator") &&
		puppet_hears(&test.reza, "quit * ali kicked"),
	    "is told, and so are others");
	TAP_OK(answers("kick ali", NO_CLIENT), "and is there once");
	(void)snprintf(line, sizeof(line), "kick %ld you are too loud",
	    (long)test.nobody.pid); /* fits */
	TAP_OK(answers(line, "ok 1 client kicked\n") &&
		!is_open(&test.nobody) &&
		puppet_hears(&test.nobody,
		    "bye kicked kicked by an operator: "
		    "you are too loud"),
	    "a process, with a reason");
	(void)snprintf(line, sizeof(line), "kick %ld", (long)test.helper.pid);
	TAP_OK(answers(line, NO_CLIENT) && is_open(&test.helper),
	    "but no helper's");
	(void)snprintf(line, sizeof(line), "kick %ld", (long)test.ali.pid);
	TAP_OK(answers(line, NO_CLIENT), "nor one that is ending");
	end();
}

/* Its process is no more, and what it has said is still being run. */
static void
does_not_take_the_dead_for_processes(void)
{
	static struct puppet other;

	begin();
	puppet_enter(&other);
	MUST(slots_reaped(other.pid) == other.slot, "not its slot");
	TAP_OK(answers("kick 0", NO_CLIENT) && is_open(&other),
	    "who has no process has not the number 0");
	disconnect_mark(other.slot, MARK_DONE);
	stage_turn();
	io_close(&other.up);
	io_close(&other.down);
	end();
}

static enum verdict
verdict_of(const char *address)
{
	struct addr addr;
	uint32_t number;
	enum verdict verdict;

	MUST(addr_parse(&addr, address) == NULL, "no address");
	verdict = peers_enter(&addr, clock_mono(), &number);
	peers_leave(&number);
	return verdict;
}

static void
bans(void)
{
	begin();
	TAP_OK(answers("ban 192.0.2.0/24", "ok 1 client kicked by the ban\n") &&
		stage_logged("control: uid *: ban 192.0.2.0/24"),
	    "a network");
	TAP_OK(!is_open(&test.ali) &&
		puppet_hears(&test.ali, "bye kicked your address is banned") &&
		is_open(&test.reza) && is_open(&test.nobody) &&
		is_open(&test.helper),
	    "who are in from there go, and nobody else");
	TAP_OK(verdict_of("192.0.2.8:1") == PEERS_BANNED &&
		verdict_of("192.0.3.8:1") == PEERS_WELCOME,
	    "nobody comes in from there");
	TAP_OK(answers("ban 2001:db8::7", "ok 1 client kicked by the ban\n") &&
		answers("ban 198.51.100.1", "ok 0 clients kicked by the ban\n"),
	    "an address, and one that nobody has");
	TAP_OK(answers("unban 192.0.2.0/24", "ok ban lifted\n") &&
		stage_logged("control: uid *: unban 192.0.2.0/24"),
	    "a ban is lifted");
	TAP_OK(verdict_of("192.0.2.8:1") == PEERS_WELCOME &&
		verdict_of("198.51.100.1:1") == PEERS_BANNED,
	    "then they come in again, and others do not");
	MUST(answers("unban 2001:db8::7", "ok ban lifted\n") &&
		answers("unban 198.51.100.1", "ok ban lifted\n") &&
		answers("bans", "ok bans\n"),
	    "some bans are left");
	end();
}

static void
bans_for_a_time(void)
{
	begin();
	TAP_OK(answers("ban 192.0.2.0/24 -t 1h too  loud",
		   "ok 1 client kicked by the ban\n") &&
		stage_logged(
		    "control: uid *: ban 192.0.2.0/24 -t 1h too  loud"),
	    "for a time, and with a reason");
	stage_turn();
	TAP_OK(puppet_hears(
		   &test.ali, "bye kicked your address is banned: too  loud"),
	    "which is told");
	MUST(answers(
		 "ban 198.51.100.1 loud", "ok 0 clients kicked by the ban\n") &&
		answers("ban 198.51.100.2", "ok 0 clients kicked by the ban\n"),
	    "no bans");
	TAP_OK(pattern_matches("- 192.0.2.0/24 until *T*Z too  loud\n"
			       "- 198.51.100.1 loud\n"
			       "- 198.51.100.2\n"
			       "ok bans\n",
		   str_from(order("bans"))),
	    "all that is listed");
	MUST(answers("ban 192.0.2.0/24", "ok 0 clients kicked by the ban\n"),
	    "no ban");
	TAP_OK(answers("unban 192.0.2.0/24", "ok ban lifted\n") &&
		verdict_of("192.0.2.8:1") == PEERS_WELCOME,
	    "one of a network stands in the place of another");
	MUST(answers("unban 198.51.100.1", "ok ban lifted\n") &&
		answers("unban 198.51.100.2", "ok ban lifted\n"),
	    "some bans are left");
	end();
}

static void
says(void)
{
	begin();
	TAP_OK(
	    answers("say TEA  the disks are full ", "ok 2 clients reached\n") &&
		stage_logged("control: uid *: say tea"),
	    "all in a group are told, and the log says by whom, not what");
	stage_turn();
	TAP_OK(puppet_hears(
		   &test.ali, "msg * tea operserv  the disks are full ") &&
		puppet_hears(
		    &test.reza, "msg * tea operserv  the disks are full ") &&
		puppet_hears_nothing(&test.nobody) &&
		puppet_hears_nothing(&test.helper),
	    "in the operator's name");
	end();
}

static void
looks(void)
{
	begin();
	TAP_OK(answers("ping", "ok ping\n"), "ping");
	puppet_say(&test.ali, "topic tea green, or black");
	puppet_say(&test.ali, "join coffee");
	TAP_OK(answers("groups",
		   "- tea 2 green, or black\n- coffee 1 \nok groups\n"),
	    "groups, with members and topics");
	TAP_OK(answers("groups -m",
		   "- tea 2 ali reza\n- coffee 1 ali\nok groups\n"),
	    "groups and who is in them");
	TAP_OK(answers("groups -x", "err unknown option; see forkcastctl(8)\n"),
	    "nothing else");
	TAP_OK(!stage_logged("control: ..."), "who looks is not logged");
	end();
}

/*
 * A group goes while its members are listed: the next one's are listed from the
 * first on.
 */
static void
looks_on(void)
{
	uint32_t cursor;

	begin();
	puppet_say(&test.ali, "join juice");
	puppet_say(&test.ali, "join coffee");
	cursor = groups_find(STR("juice")) * CLIENTS_MAX +
	    clients_find(STR("ali")) + 1;
	puppet_say(&test.ali, "leave juice");
	buf_init(&test.out, test.answer, sizeof(test.answer) - 1);
	MUST(orders_run(STR("groups -m"), geteuid(), &cursor, &test.out) ==
		ANSWERED,
	    "no answer");
	TAP_OK(str_eq(buf_str(&test.out), STR("- coffee 1 ali\nok groups\n")),
	    "all members of the group after one that has gone");
	end();
}

/* Asks for the boxes; the times are patterns. */
static bool
boxes_are(const char *pattern)
{
	const char *got = order("boxes");

	if (got != NULL && pattern_matches(pattern, str_from(got)))
		return true;
	tap_note("got \"%s\"", got != NULL ? got : "nothing");
	return false;
}

static void
changes_boxes(void)
{
	begin();
	TAP_OK(answers("boxes", "ok boxes\n"), "there is no box");
	puppet_say(&test.ali, "post tea one");
	puppet_say(&test.ali, "post tea two");
	puppet_say(&test.reza, "take tea 1");
	TAP_OK(boxes_are("- tea 1 1 1 all * * * * ali\nok boxes\n"),
	    "a box, with details");
	TAP_OK(!stage_logged("control: ..."), "who looks is not logged");
	TAP_OK(answers("box allow TEA operators",
		   "ok box tea: operators may take, 1 member at present\n") &&
		boxes_are("- tea 1 1 1 operators * * * * ali\nok boxes\n") &&
		stage_logged("control: uid *: box allow TEA operators"),
	    "the role that may take");
	TAP_OK(
	    answers("box remove tea", "ok box tea removed: 2 items lost\n") &&
		answers("boxes", "ok boxes\n") &&
		stage_logged("box tea: 2 items dropped by the operator"),
	    "a box is removed, with what waits and what is under way");
	puppet_say(&test.ali, "take tea 2");
	puppet_say(&test.ali, "post tea x");
	TAP_OK(answers("box remove tea", "ok box tea emptied: 1 item lost\n"),
	    "one that clients take from stays");
	TAP_OK(
	    answers("box remove tea", "ok box tea emptied: 0 items lost\n") &&
		stage_logged("control: uid *: box remove tea"),
	    "and is emptied");
	end();
}

/* A long answer into a buffer with just the room that there has to be. */
static size_t
count_in_pieces(const char *line, const char *last)
{
	static char room[ORDERS_ROOM];
	uint32_t cursor = 0;
	size_t lines = 0;
	struct str got = { NULL, 0 };
	bool done;

	do {
		buf_init(&test.out, room, sizeof(room));
		done = orders_run(str_from(line), geteuid(), &cursor,
			   &test.out) == ANSWERED;
		while (buf_line(&test.out, &got) == LINE_WHOLE) {
			lines += got.at[0] == '-';
			buf_drop_line(&test.out, got);
		}
	} while (!done);
	return str_eq(got, str_from(last)) ? lines : 0;
}

static void
goes_on(void)
{
	char text[64];

	for (int i = 0; i < MANY; i++) {
		(void)snprintf(
		    text, sizeof(text), "ban 10.%d.%d.0/24", i / 256, i % 256);
		MUST(answers(text, "ok 0 clients kicked by the ban\n"),
		    "no ban");
		(void)snprintf(text, sizeof(text), "g%d", i); /* fits */
		const uint32_t group = groups_make(str_from(text));
		groups_keep(group);
		groups_set_topic(group, str_from(filler(LIMIT_TOPIC)));
		stage_forget_log();
	}
	TAP_NUM(count_in_pieces("groups", "ok groups"), MANY,
	    "all groups, in pieces");
	TAP_NUM(count_in_pieces("bans", "ok bans"), MANY, "all bans");
	for (uint32_t box = 0; box < BOXES_MAX; box++)
		MUST(boxes_make(groups_next(box), CLIENT_NONE), "no box");
	TAP_NUM(count_in_pieces("boxes", "ok boxes"), BOXES_MAX, "all boxes");
	for (uint32_t box = 0; box < BOXES_MAX; box++)
		boxes_remove_if_empty(groups_next(box));
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(text, sizeof(text), "unban 10.%d.%d.0/24",
		    i / 256, i % 256);
		MUST(answers(text, "ok ban lifted\n"), "no ban");
		stage_forget_log();
	}
	groups_unkeep_all();
	for (uint32_t group = groups_next(0); group != GROUP_NONE;
	     group = groups_next(group + 1))
		groups_remove_if_empty(group);
}

static void
reloads(void)
{
	static struct config_command_line line;
	static char path[SCRATCH_PATH];

	scratch_path(path, "configuration");
	line.file = path;
	reload_init(&line);
	scratch_write(path, "listen 127.0.0.1:0\nmax_clients 7\n");
	TAP_OK(answers("reload", "ok reloaded\n") && clients_counts()->max == 7,
	    "the configuration is read anew");
	TAP_OK(stage_logged("control: uid *: reload"), "and logged");
	scratch_write(path, "listen 127.0.0.1:0\nmax_clients x\n");
	TAP_OK(pattern_matches("err * ...", str_from(order("reload"))) &&
		clients_counts()->max == 7,
	    "or refused as a whole");
}

static void
ends(void)
{
	begin();
	TAP_OK(shutdown_word() == NULL &&
		answers("drain", "ok 3 clients left\n") &&
		strcmp(shutdown_word(), "draining") == 0 && all_stay(),
	    "a server that drains says who is left");
	TAP_OK(answers("reload", "err the server is draining\n"),
	    "and reads nothing anew");
	TAP_OK(answers("stop", "ok 3 clients disconnected\n") &&
		strcmp(shutdown_word(), "stopping") == 0,
	    "one that stops says to whom");
	TAP_OK(!is_open(&test.ali) && !is_open(&test.nobody) &&
		puppet_hears(&test.reza, "bye shutdown ..."),
	    "and does so");
	puppet_die(&test.ali);
	puppet_die(&test.reza);
	puppet_die(&test.nobody);
	TAP_OK(!shutdown_is_over(), "it ends with the last child");
	puppet_die(&test.helper);
	TAP_OK(shutdown_is_over(), "which may be a helper");
}

int
main(void)
{
	stage_begin(options);
	refuses();
	kicks();
	does_not_take_the_dead_for_processes();
	bans();
	bans_for_a_time();
	says();
	looks();
	looks_on();
	changes_boxes();
	goes_on();
	reloads();
	stage_configure(options);
	ends();
	return tap_done();
}
