/*
 * server/router/verbs/people/watches: who is behind is not told of what becomes
 * of those whom it watches, but, once it has read, how it is with them then:
 * once, and with all else that it wants to know of them.
 */
#include "server/router/verbs/people/watches.h"

#include <stdio.h>

#include "server/base/state/module.h"
#include "server/base/state/state.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

extern const struct module watches_module;

#define LETTERS 3000
#define GHOST "ghost!user@*!*!-"

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { NULL, NULL } };

static struct {
	struct puppet lazy; /* watches ghost and nobody, and stalls */
	struct puppet ghost;
	struct puppet talker; /* in a group with the lazy one */
	char last[LIMIT_LINE];
} test;

static void
enter(struct puppet *puppet, const char *name)
{
	puppet_enter(puppet);
	puppet_say(puppet, name);
	puppet_hear_all(puppet, test.last);
}

static void
say(struct puppet *puppet, const char *line)
{
	puppet_say(puppet, line);
	puppet_hear_all(puppet, test.last);
}

static void
begin(const char *form)
{
	puppet_join(&test.lazy, "lazy", "tea");
	puppet_join(&test.talker, "talker", "tea");
	say(&test.lazy, form);
	say(&test.lazy, "watch ghost");
	say(&test.lazy, "watch nobody");
	enter(&test.ghost, "name ghost");
	say(&test.lazy, "time");
}

static void
end(void)
{
	puppet_die(&test.lazy);
	puppet_die(&test.ghost);
	puppet_die(&test.talker);
	sane_check_empty();
	stage_forget_log();
}

/* The talker goes on until much waits for the lazy one. */
static void
stall(void)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "send tea %s", filler(LETTERS)); /* fits */
	while (!slots_get(test.lazy.slot)->down.over_mark)
		say(&test.talker, line);
}

/* The next line, which may come in parts; false if none does. */
static bool
next_line(struct str *line)
{
	for (int turn = 0; turn < 10; turn++) {
		stage_turn();
		if (puppet_line(&test.lazy, line))
			return true;
	}
	return false;
}

/* The first that is not what was sent to the group; null if there is none. */
static struct str
hear_rest(void)
{
	struct str line = { NULL, 0 };

	do
		if (!next_line(&line))
			return (struct str) { NULL, 0 };
	while (pattern_matches("msg ...", line));
	return line;
}

static void
hears(const char *pattern)
{
	const struct str line = hear_rest();

	TAP_OK(
	    line.at != NULL && pattern_matches(pattern, line), "%s", pattern);
}

static void
is_told_once(void)
{
	begin("want full");
	stall();
	for (int i = 0; i < 50; i++) {
		say(&test.ghost, "name other");
		say(&test.ghost, "name ghost");
	}
	hears("online * " GHOST);
	TAP_OK(hear_rest().at == NULL, "once, and of nobody else");
	say(&test.ghost, "name other");
	hears("offline * ghost");
	PASS("then of all that becomes of it");
	stall();
	say(&test.ghost, "name ghost");
	say(&test.ghost, "name other");
	hears("offline * ghost");
	end();
}

static void
is_told_all(void)
{
	begin("want all");
	stall();
	for (int i = 0; i < 50; i++) {
		say(&test.ghost, "away out");
		say(&test.ghost, "away for tea");
	}
	say(&test.ghost, "about - Ghost");
	hears("online * " GHOST);
	hears("account * " GHOST);
	hears("about * " GHOST " Ghost");
	hears("away * " GHOST " for tea");
	TAP_OK(hear_rest().at == NULL, "and no more");
	end();
}

/* Its watches, through a file, as the next program has them. */
static void
pass_on(uint32_t client)
{
	const int file = scratch_nameless();
	struct state out, in;

	MUST(state_write(&out, file), "%s", out.why.text);
	state_section(&out, STR("watches"));
	watches_save(&out, client);
	MUST(state_end(&out), "it cannot be written");
	state_free(&out);
	watches_module.leave(client);
	MUST(state_read(&in, file), "%s", in.why.text);
	(void)state_next_section(&in);
	while (state_next(&in))
		TAP_OK(watches_load(&in, client), "a line of it is read");
	TAP_OK(state_good(&in), "and nothing is wrong");
	io_close(&in.fd);
	state_free(&in);
}

static void
is_told_by_the_next(void)
{
	begin("want full");
	stall();
	say(&test.ghost, "name other");
	pass_on(slots_get(test.lazy.slot)->client);
	hears("offline * ghost");
	TAP_OK(hear_rest().at == NULL, "once, and of nobody else");
	say(&test.ghost, "name nobody");
	hears("online * nobody!*");
	end();
}

static void
goes_late(void)
{
	begin("want all");
	stall();
	say(&test.ghost, "name other");
	say(&test.ghost, "name ghost");
	end();
	PASS("who goes while it has missed something leaves nothing behind");
}

int
main(void)
{
	stage_begin(options);
	is_told_once();
	is_told_all();
	is_told_by_the_next();
	goes_late();
	return tap_done();
}
