/*
 * server/upgrade/handover: a server with clients, whose lines and answers wait,
 * is saved. A process that knows nothing loads it and saves the same bytes, so
 * chunks are still shared. A wrong change to the bytes is refused. What clients
 * notice of an upgrade shows tests/sim, which carries clients, groups, tables,
 * locks, boxes, watches and queues, and for all else the dialogues under the
 * circumstance "upgrade" (tests/system/README).
 */
#define _GNU_SOURCE /* memmem */
#include "server/upgrade/handover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	char *text; /* the state, or one that was made of it */
	char *again; /* as it was saved again */
	size_t len;
	const char *wanted; /* of who loads a changed one */
} test;

static int
fill_and_save(void)
{
	const struct handover handover = { .version = "0.1" };
	struct state state;

	fill();
	sane_check();
	MUST(handover_save(&state, test.fd, &handover), "%s", state.why.text);
	state_free(&state);
	return 0;
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
	"it has another length", "it has other bytes" };

/* A single change to the state, and the expected reason; null: none. */
static const struct {
	const char *from;
	const char *to;
	const char *said;
} changes[] = {
	{ "forkcast-state 5 ", "forkcast-state 6 ", "unsupported format" },
	{ "section groups", "section new\nnew 1\nsection groups", NULL },
	{ "section groups", "section self\nsection groups", "misplaced" },
	{ "end of-state", "", "unexpected end" },
	{ "section groups\n", "section groups\nnew 1\nnew: 3\na\nb\n", NULL },
	{ "name all\n", "name all\nname all\n",
	    "invalid or duplicate group name" },
	{ "name bob\n", "name Ada\n", "name already in use" },
	{ "name bob\n", "name bob\nname cid\n", "invalid or duplicate name" },
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

/*
 * Rows with all that they can have, each before the section that follows. A
 * column that is neither saved nor loaded would be lost over an upgrade, and
 * the bytes alone would not show it.
 */
static const char *const rows[][2] = {
	{ "section values\n", "uid 7067\ngid 7068\nwas_root 1\n" },
	{ "section motd\n", "secret sesame\n" },
	{ "section host\n", "text: 6\nwelcom\n" },
	{ "section counts\n", "name later.local\n" },
	{ "section log\n", "reloaded 7001\nreload_bad 1\ncount 9 7002\n" },
	{ "section peers\n", "ban 198.51.100.0/24 0 loud\n" },
	{ "section cloak\n",
	    "peer 6 198.51.100.9 zoe\ncrashes 2\ncalm 7003\nkept_out 7004\n"
	    "came.used 7005\ncame.at 7006\ntried.used 7007\n"
	    "tried.at 7008\nmade[0] 7009\nmade[1] 7010\nmade[2] 7011\n"
	    "wrong 7012\ndue 7013\nforgotten 7014\nnext 7015\n"
	    "until 8000000000\n" },
	{ "section events\n",
	    "secret: 32\nabcdefghijklmnopqrstuvwxyz012345\n" },
	{ "section clients\n", "last 1800000000000000\n" },
	{ "section groups\n",
	    "client 6\nname zoe\norigin 6\nuid 7016\npeer here:1\n"
	    "proxy_pending 1\nneeds_password 1\nsecure 1\n"
	    "denied 2\nwrong 3\ncursor 7017\nlisted 7018\n"
	    "listed_key key\nlines.used 7019\nlines.at 7020\n"
	    "bytes.used 7021\nbytes.at 7022\nchanges.used 7023\n"
	    "changes.at 7024\nuser zoes\nhost there\naccount zoe\n"
	    "real Zoe Z.\nflags 7\nhears_all 1\noffers 15\n"
	    "signed_on 7025\nnamed_since 7026\nspoke 7027\nfull 1\n"
	    "away for lunch\ntags a=b\nmechanism 2\nfirst n=z\nserver r=y\n"
	    "client 7\nwas old\n" },
	{ "section floods\n",
	    "group 1\nname den\ntag 4294967297\ncreated 7028\nkept 1\n"
	    "history.made 7029\nhistory.applies 1\n"
	    "history.was_closed 1\nhistory.lost_from 7030\n"
	    "history.lost_to 7031\ntopic_by ada\ntopic_set 7032\n"
	    "topic of the den\nmodes.flags 63\nmodes.limit 7033\n"
	    "modes.key tea\nmask b 7034 7 ada ~t:1m:*!*@there\nmaker 6\n"
	    "invited 1 1\nmember 6 3 7035\nrow 7036 7 key zoe value\n"
	    "group 2\nname left\ntag 4294967298\nleft 7037\n" },
	{ "section founders\n",
	    "said 4294967297 7068 1900000000000000 zoe@192.0.2.7\n" },
	{ "section slots\n",
	    "group den zoe 7064 nt 9 tea\nunkept 1\nrole bob 7065 o\n" },
	{ "section store\n",
	    "slot 7\nstate 1\nkind 1\ngrammar 11\nclient 6\nbye 2\n"
	    "pid 7038\nlog_pid 7038\nstatus 7039\nsince 7040\n"
	    "deadline 7041\nspoke 7042\npinged 7043\nup.paused 1\n"
	    "up.held_since 7044\n"
	    "up.hung_until 7045\nup.lines 7046\nup.bytes 7047\n"
	    "up.dropped 7048\nup.refused 7049\ndown.lines 7052\ndown.bytes 7053\n"
	    "in: 5\ninput\nslot 8\nstate 2\nkind 1\ngrammar 11\nclient 7\n"
	    "log_pid 7054\nup.forced 1\n" },
	{ "section locks\n", "loaded 1\n" },
	{ "section watches\n",
	    "lock 0 kitchen\nholder 0 7055\nwaiter 1 7056 bob soup\n" },
	{ "section boxes\n", "watch 6 bob\nserve 6 zoe\noper 6 zoe\n" },
	{ "section login\n", "account Zoe 7059 1\n" },
	{ "section pipes\n", "shuts_out_guests 1\n" },
	{ "section unstored\n",
	    "segment 4294967296\ndata: 5\nline\n\nrange 6 0 5 7066\n" },
	{ "section children\n", "count 7060\nlast 7061\nmet 1\n" },
	{ "section helpers\n",
	    "listener 0\nwanted here:1\nfd 91\nlock 92\nbound 1\nfile.st_dev 7068\n"
	    "file.st_ino 7069\ninherited 1\nnamed_proxy 1\nforwarded 1\n"
	    "proxy 1\nsecure 1\nmode 432\n" },
	{ "section control\n", "state 93\npath /state\n" },
	{ "section launch\n", "wish.path /forkcastd\nrunning 1\n" },
	{ "end of-state\n", "started 7062\n" },
};

/* In a child: returns how many lines of the rows are not saved again. */
static int
load_rows(void)
{
	const int again = file_memfd("again");
	struct handover handover;
	struct state state;
	char line[LIMIT_LINE], *text;
	const char *from, *end;
	int lost = 0;
	size_t len;

	for (int fd = 91; fd <= 93; fd++) /* those in the rows */
		MUST(dup2(test.fd, fd) == fd, "no descriptor");
	MUST(modules_init() && handover_begin(&state, test.fd, &handover) &&
		handover_load(&state),
	    "line %zu: %s", (size_t)state.line, state.why.text);
	state_free(&state);
	MUST(handover_save(&state, again, &handover), "%s", state.why.text);
	from = text = changed_read(again, &len);
	for (size_t i = 0; i < COUNT(rows); i++, from = end) {
		end = memmem(from, len - (size_t)(from - text), rows[i][0],
		    strlen(rows[i][0]));
		MUST(end != NULL, "there is no %s", rows[i][0]);
		for (const char *at = rows[i][1]; *at != '\0';
		     at = strchr(at, '\n') + 1) {
			(void)snprintf(line, sizeof(line), "\n%.*s\n",
			    (int)strcspn(at, "\n"), at);
			if (memmem(from, (size_t)(end - from), line,
				strlen(line)) != NULL)
				continue;
			tap_note("before %s is no%s", rows[i][0], line);
			lost++;
		}
	}
	free(text);
	return lost;
}

static void
try_rows(void)
{
	char more[2 * LIMIT_LINE], *text = test.text;
	size_t len = test.len;

	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)snprintf(
		    more, sizeof(more), "%s%s", rows[i][1], rows[i][0]);
		changed_write(
		    test.fd, (struct str) { text, len }, rows[i][0], more);
		if (text != test.text)
			free(text);
		text = changed_read(test.fd, &len);
	}
	free(text);
	(void)TAP_NUM(
	    child_run(load_rows), 0, "all that can be loaded is saved again");
}

int
main(void)
{
	int code;

	pace(UPTIME);
	test.fd = file_memfd("state");
	MUST(test.fd != -1, "no memory");
	if (!TAP_NUM(child_run(fill_and_save), 0, "a full server is saved"))
		return tap_done();
	test.text = changed_read(test.fd, &test.len);
	code = child_run(load_and_save);
	(void)TAP_NUM(code, 0, "loaded and saved, %s the same",
	    (size_t)code < COUNT(wrongs) ? wrongs[code] : "it is not");
	try_rows();
	try_changes();
	return tap_done();
}
