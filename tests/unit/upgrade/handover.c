/*
 * server/upgrade/handover: a server with every kind of state in memory is
 * saved. A process that knows nothing loads it and saves the same bytes, and
 * queues still share their chunks. A wrong change to the bytes is refused.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "server/upgrade/handover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/accept/listen.h"
#include "server/accept/spawn.h"
#include "server/base/state/module.h"
#include "server/base/system/files.h"
#include "server/policy/bans.h"
#include "server/policy/peers.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/child.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

#define UPTIME (5000 * SEC)

#define LETTERS 3000 /* of a line that many get */

/* The whole file, ended by NUL; the caller frees it. */
static char *
changed_read(int fd, size_t *len)
{
	struct stat info;
	char *text;

	MUST(fstat(fd, &info) == 0 && info.st_size > 0, "there is no text");
	*len = (size_t)info.st_size;
	text = malloc(*len + 1);
	MUST(text != NULL && pread(fd, text, *len, 0) == (ssize_t)*len,
	    "cannot read it");
	text[*len] = '\0';
	return text;
}

/* With the first occurrence of from replaced by to. */
static void
changed_write(int fd, struct str text, const char *from, const char *to)
{
	const char *at = memmem(text.at, text.len, from, strlen(from));
	size_t front, behind;

	MUST(at != NULL, "nothing in it is \"%s\"", from);
	front = (size_t)(at - text.at);
	behind = front + strlen(from);
	MUST(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
		io_write_all(fd, text.at, front) &&
		io_write_all(fd, to, strlen(to)) &&
		io_write_all(fd, text.at + behind, text.len - behind),
	    "cannot write it");
}

static struct {
	char socket[SCRATCH_PATH];
	struct puppet ada, bob, cem, lazy, nobody, gone, helper;
} full;

static struct client *
client_of(const struct puppet *puppet)
{
	return clients_get(slots_get(puppet->slot)->client);
}

static void
come_from(const struct puppet *puppet, const char *text)
{
	struct addr addr;

	MUST(addr_parse(&addr, text) == NULL &&
		peers_enter(&addr, clock_mono(), &client_of(puppet)->origin) ==
		    PEERS_WELCOME,
	    "%s may not come in", text);
}

/* Bans, crashes, and wrong passwords. */
static void
fill_policy(void)
{
	const struct network from = peers_of_client(
	    "198.51.100.1:5", &(struct peer_user) { .is_known = false });
	struct ban ban = { .until = 0 };

	MUST(network_parse(&ban.network, "192.0.2.0/24") == NULL &&
		bans_add(&ban) &&
		network_parse(&ban.network, "2001:db8:1::/48") == NULL,
	    "no bans");
	ban.until = clock_wall() + SEC;
	ban.reason = STR("too  loud, twice");
	MUST(bans_add(&ban), "no ban");
	(void)peers_failed(&from, STR("ada"), clock_mono());
	(void)peers_failed(&from, STR("ada"), clock_mono());
	come_from(&full.ada, "203.0.113.5:6");
	come_from(&full.bob, "203.0.113.5:7");
	come_from(&full.cem, "[2001:db8:7::1]:8");
	peers_crashed(client_of(&full.bob)->origin, clock_mono());
}

static void
fill_clients(void)
{
	puppet_join(&full.ada, "ada", "all");
	puppet_join(&full.bob, "bob", "all");
	puppet_join(&full.cem, "cem", "all");
	puppet_join(&full.lazy, "lazy", "all");
	puppet_join(&full.gone, "gone", "other");
	puppet_enter(&full.nobody);
	puppet_help(&full.helper);
	puppet_say(&full.ada, "topic all what it is about");
	puppet_say(&full.ada, "join made-by-ada");
	groups_keep(groups_find(STR("other")), 0);
	client_of(&full.nobody)->needs_password = true;
	client_of(&full.nobody)->wrong = 2;
	(void)peers_enter_user(&client_of(&full.lazy)->peer_user, 1000, 0,
	    &client_of(&full.lazy)->origin);
	puppet_say(&full.ada, "put all what it is");
	puppet_say(&full.bob, "put @bob who that is");
	puppet_say(&full.cem, "hear what who");
	puppet_say(&full.ada, "post all to do");
	puppet_say(&full.bob, "take all 1");
	puppet_say(&full.ada, "post all to do later");
}

/* Fills the queues in both directions. */
static void
fill_pipes(void)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "send all %s", filler(LETTERS)); /* fits */
	/* Until the group has too much before it, and one of hers is held. */
	while (slots_get(full.ada.slot)->up.held_since == 0) {
		char last[LIMIT_LINE];
		puppet_say(&full.ada, line);
		puppet_hear_all(&full.ada, last);
		puppet_hear_all(&full.bob, last);
	}
	puppet_write(&full.bob, STR("send all half a li"));
	puppet_write(&full.gone, STR("send other last words\n"));
	stage_turn();
}

static void
fill_doors(void)
{
	char *at[] = { full.socket, strdup("127.0.0.1:0") };
	const struct config_list list = { .at = at, .count = COUNT(at) };
	struct error why;

	MUST(listen_to(&list, &why), "%s", why.text);
	free(at[1]);
}

/* Fills all tables; whatever waits, waits forever. */
static void
fill(void)
{
	stage_begin((const struct config_option[]) {
	    { "max_clients", "20" }, { "hello_time", "0" }, { NULL, NULL } });
	MUST(spawn_init(), "no bell");
	pace_turns(SEC); /* or all would be at its beginning */
	fill_clients();
	fill_policy();
	fill_doors();
	fill_pipes();
}

/* Facts about the full server for the process that loads it. */
struct facts {
	size_t held;
	size_t waiting;
	size_t over; /* clients with more than the mark */
	uint64_t sum; /* of what all slots have, in their order */
};

static struct {
	int fd; /* of the state */
	struct facts *facts; /* shared */
	char *text; /* the state, or one that was made of it */
	char *again; /* as it was saved again */
	size_t len;
	const char *wanted; /* of who loads a changed one */
} test;

/*
 * A field missing from a table would be lost in saving and in loading, so the
 * bytes alone would not show it.
 */
static void
add_slot(uint64_t *sum, const struct slot *slot)
{
	const struct uplink *up = &slot->up;
	const struct downlink *down = &slot->down;
	const uint64_t words[] = { slot->state, slot->kind, slot->client,
		(uint64_t)slot->pid, (uint64_t)slot->log_pid,
		(uint64_t)slot->status, slot->deadline, slot->spoke,
		slot->pinged, (uint64_t)up->fd, up->paused, up->held_since,
		up->hung_until, up->lines, up->bytes, up->refused,
		(uint64_t)down->fd, down->lines, down->bytes, down->over_mark };

	for (size_t i = 0; i < COUNT(words); i++)
		*sum = (*sum ^ words[i]) * 0x100000001b3;
}

static void
note_facts(void)
{
	*test.facts =
	    (struct facts) { .held = outq_held(), .waiting = outq_waiting() };
	FOR_EACH_SLOT(number) {
		test.facts->over += slots_get(number)->down.over_mark;
		add_slot(&test.facts->sum, slots_get(number));
	}
}

static int
fill_and_save(void)
{
	const struct handover handover = { .version = "0.1" };
	struct state state;

	fill();
	sane_check();
	note_facts();
	MUST(handover_save(&state, test.fd, &handover), "%s", state.why.text);
	state_free(&state);
	return 0;
}

static bool
has_facts(void)
{
	struct facts wanted = *test.facts;

	note_facts();
	return memcmp(&wanted, test.facts, sizeof(wanted)) == 0;
}

/* In a child: 0 if it is saved as it was, or the number of what is wrong. */
static int
load_and_save(void)
{
	const int again = file_memfd("again");
	struct handover handover;
	struct state state;

	test.again = malloc(test.len);
	MUST(modules_init(), "no memory");
	if (!handover_begin(&state, test.fd, &handover) ||
	    !handover_load(&state))
		return 1;
	state_free(&state);
	sane_check();
	if (!has_facts())
		return 2;
	if (!handover_save(&state, again, &handover) ||
	    lseek(again, 0, SEEK_END) != (off_t)test.len)
		return 3;
	if (test.again == NULL ||
	    pread(again, test.again, test.len, 0) != (ssize_t)test.len ||
	    memcmp(test.again, test.text, test.len) != 0)
		return 4;
	return 0;
}

static const char *const wrongs[] = { "it is", "it is refused",
	"its tables are others", "it has another length",
	"it has other bytes" };

/* A single change to the state, and the expected reason; null: none. */
static const struct {
	const char *from;
	const char *to;
	const char *said;
} changes[] = {
	{ "forkcast-state 5 ", "forkcast-state 6 ", "unsupported format" },
	{ "section groups", "section new", "unknown or misplaced" },
	{ "end of-state", "", "unexpected end" },
	{ "section groups\n", "section groups\nnew 1\nnew: 3\na\nb\n", NULL },
	{ "name all\n", "name all\nname all\n",
	    "invalid or duplicate group name" },
	{ "name bob\n", "name Ada\n", "name already in use" },
	{ "client 1\n", "client 1\norigin 77\n",
	    "unknown or duplicate origin" },
	{ "section slots\nslot 0\nstate 1\n",
	    "section slots\nslot 0\nstate 4\n", "too large" },
	{ "section slots\nslot 0\nstate 1\n",
	    "section slots\nslot 0\nstate 2\n", "without its client" },
	{ "\nmember 0 ", "\nmember 99 ", "no such named client" },
	{ "range 1 ", "range 2 ", "invalid range of a segment" },
	{ "in: 18\n", "in: 17\n", "wrong number of bytes" },
	{ "section children\n", "section children\nbell 1\n",
	    "invalid descriptor" },
};

/* In a child: 0 if what is said of it is what is wanted. */
static int
load_changed(void)
{
	struct handover handover;
	struct state state;

	MUST(modules_init(), "no memory");
	if (handover_begin(&state, test.fd, &handover) && handover_load(&state))
		return test.wanted == NULL ? 0 : 1;
	(void)printf("# %s\n", state.why.text);
	(void)fflush(stdout);
	return test.wanted != NULL &&
		strstr(state.why.text, test.wanted) != NULL ?
	    0 :
	    2;
}

static void
try_changes(void)
{
	for (size_t i = 0; i < COUNT(changes); i++) {
		/* Into the object that all load. */
		changed_write(test.fd, (struct str) { test.text, test.len },
		    changes[i].from, changes[i].to);
		test.wanted = changes[i].said;
		(void)TAP_NUM(child_run(load_changed), 0, "change %zu: %s",
		    i + 1, changes[i].said != NULL ? changes[i].said : "none");
	}
}

int
main(void)
{
	int code;

	pace(UPTIME);
	scratch_path(full.socket, "socket");
	test.fd = file_memfd("state");
	test.facts = mmap(NULL, sizeof(*test.facts), PROT_READ | PROT_WRITE,
	    /* cppcheck-suppress invalidFunctionArg ; there is no file */
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(test.fd != -1 && test.facts != MAP_FAILED, "no memory");
	if (!TAP_NUM(child_run(fill_and_save), 0, "a full server is saved"))
		return tap_done();
	test.text = changed_read(test.fd, &test.len);
	(void)TAP_OK(test.facts->over > 0 && test.facts->waiting > 0 &&
		test.facts->held < test.facts->waiting,
	    "much waits in it, and some have read too little");
	code = child_run(load_and_save);
	(void)TAP_NUM(code, 0, "loaded and saved, %s the same",
	    (size_t)code < COUNT(wrongs) ? wrongs[code] : "it is not");
	try_changes();
	return tap_done();
}
