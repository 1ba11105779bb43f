/*
 * server/upgrade/handover: a server with clients, whose lines and answers wait,
 * is saved. A process that knows nothing loads it and saves the same bytes, so
 * chunks are still shared. A wrong change to the bytes is refused. What clients
 * notice of an upgrade shows tests/sim, which carries clients, groups, tables,
 * locks, boxes, watches and queues, and for all else the dialogues under the
 * circumstance "upgrade" (tests/system/README).
 */
#define _GNU_SOURCE /* memmem, MAP_ANONYMOUS */
#include "server/upgrade/handover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/base/state/module.h"
#include "server/base/system/files.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/lib/child.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define UPTIME (5000 * SEC)

#define LETTERS 3000 /* of a line that waits */

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

static struct puppet ada, bob, cem;

/* Bob and Cem read nothing, until one of Ada's lines is held; it waits forever.
 */
static void
fill(void)
{
	char line[LIMIT_LINE], last[LIMIT_LINE];

	stage_begin((const struct config_option[]) {
	    { "max_clients", "20" }, { "hello_time", "0" }, { NULL, NULL } });
	pace_turns(SEC); /* or all would be at its beginning */
	puppet_join(&ada, "ada", "all");
	puppet_join(&bob, "bob", "all");
	puppet_join(&cem, "cem", "all");
	puppet_say(&ada, "topic all what it is about");
	puppet_write(&bob, STR("send all half a li"));
	(void)snprintf(
	    line, sizeof(line), "send all %s", filler(LETTERS)); /* fits */
	while (slots_get(ada.slot)->up.held_since == 0) {
		puppet_say(&ada, line);
		puppet_hear_all(&ada, last);
	}
}

static struct {
	int fd; /* of the state */
	uint64_t *sum; /* of all slots, as they were saved; shared */
	char *text; /* the state, or one that was made of it */
	char *again; /* as it was saved again */
	size_t len;
	const char *wanted; /* of who loads a changed one */
} test;

/*
 * A field missing from the table would be lost in saving and in loading, so the
 * bytes alone would not show it.
 */
static uint64_t
sum_of_slots(void)
{
	uint64_t sum = 0;

	FOR_EACH_SLOT(number) {
		const struct slot *slot = slots_get(number);
		const struct uplink *up = &slot->up;
		const struct downlink *down = &slot->down;
		const uint64_t words[] = { slot->state, slot->kind,
			slot->client, (uint64_t)slot->pid,
			(uint64_t)slot->log_pid, (uint64_t)slot->status,
			slot->deadline, slot->spoke, slot->pinged,
			(uint64_t)up->fd, up->paused, up->held_since,
			up->hung_until, up->lines, up->bytes, up->refused,
			(uint64_t)down->fd, down->lines, down->bytes,
			down->over_mark };
		for (size_t i = 0; i < COUNT(words); i++)
			sum = (sum ^ words[i]) * 0x100000001b3;
	}
	return sum;
}

static int
fill_and_save(void)
{
	const struct handover handover = { .version = "0.1" };
	struct state state;

	fill();
	sane_check();
	*test.sum = sum_of_slots();
	MUST(handover_save(&state, test.fd, &handover), "%s", state.why.text);
	state_free(&state);
	return 0;
}

/* In a child: 0 if it is saved as it was, or the number of what is wrong. */
static int
load_and_save(void)
{
	const int again = memfd_open("again");
	struct handover handover;
	struct state state;

	test.again = malloc(test.len);
	MUST(modules_init(), "no memory");
	if (!handover_begin(&state, test.fd, &handover) ||
	    !handover_load(&state))
		return 1;
	state_free(&state);
	sane_check();
	if (sum_of_slots() != *test.sum)
		return 4;
	if (!handover_save(&state, again, &handover) ||
	    lseek(again, 0, SEEK_END) != (off_t)test.len)
		return 2;
	if (test.again == NULL ||
	    pread(again, test.again, test.len, 0) != (ssize_t)test.len ||
	    memcmp(test.again, test.text, test.len) != 0)
		return 3;
	return 0;
}

static const char *const wrongs[] = { "it is", "it is refused",
	"it has another length", "it has other bytes", "its slots are others" };

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
	test.fd = memfd_open("state");
	test.sum = mmap(NULL, sizeof(*test.sum), PROT_READ | PROT_WRITE,
	    /* cppcheck-suppress invalidFunctionArg ; there is no file */
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(test.fd != -1 && test.sum != MAP_FAILED, "no memory");
	if (!TAP_NUM(child_run(fill_and_save), 0, "a full server is saved"))
		return tap_done();
	test.text = changed_read(test.fd, &test.len);
	code = child_run(load_and_save);
	(void)TAP_NUM(code, 0, "loaded and saved, %s the same",
	    (size_t)code < COUNT(wrongs) ? wrongs[code] : "it is not");
	try_changes();
	return tap_done();
}
