/*
 * The router against workers that write rubbish on their uplinks: only they
 * end, and the log says so. Nobody else loses a line. What is no line of the
 * grammar is the grammar's own test. And against a keeper that reports masks
 * which are none, and a journal that answers what the keeper was asked.
 */
#include <inttypes.h>
#include <stdio.h>

#include "server/router/accounts/registered_groups.h"
#include "server/router/asks.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define NO_COMMAND "broken: * puppet: its worker sent an invalid command"
#define TOO_LONG "broken: * puppet: its worker sent an overlong line"

static const struct config_option options[] = { { "max_clients", "10" },
	{ NULL, NULL } };

/* What is said, with so many letters behind it, and what is logged of it. */
static const struct {
	struct str line;
	size_t letters;
	const char *log;
} broken[] = {
#define ROW(line, letters, log)          \
	{                                \
		STR(line), letters, log, \
	}
	ROW("dance", 0, NO_COMMAND),
	ROW("", 0, NO_COMMAND),
	ROW("msg 1 tea honest forged", 0, NO_COMMAND),
	ROW("ok ping", 0, NO_COMMAND),
	ROW("proxied 192.0.2.7:80", 0, NO_COMMAND), /* there is no proxy */
	ROW("fault msg bad-text", 0, NO_COMMAND), /* which it cannot say */
	ROW("send tea a\0b", 0, NO_COMMAND),
	ROW("name join", 0, NO_COMMAND), /* a reserved one */
	ROW("send tea ", LIMIT_LINE - 10, NO_COMMAND), /* the longest line */
	ROW("send tea ", LIMIT_LINE - 9, TOO_LONG),
	ROW("", 8000, TOO_LONG),
#undef ROW
};

/* First lines of a worker of a connection from a proxy that are its last. */
static const char *const unproxied[] = { "name javad", "ping", "proxied here",
	"proxied /tmp/x", "proxied 192.0.2.7", "proxied 192.0.2.7:80 x" };

static struct puppet honest, rogue;

/* It has said something after which it is at its end. */
static void
is_ended(const char *log, const char *what)
{
	stage_turn();
	TAP_OK(stage_logged(log), "%s: is logged", what);
	TAP_OK(puppet_hears(&rogue, "bye protocol ...") &&
		puppet_is_at_end(&rogue),
	    "it is told goodbye");
	puppet_die(&rogue);
	TAP_OK(stage_logged("ended: * * pid * bye protocol, lived ..."),
	    "its death is logged");
}

static void
ends_who_breaks_the_grammar(void)
{
	for (size_t i = 0; i < COUNT(broken); i++) {
		puppet_join(&rogue, "rogue", "tea");
		MUST(puppet_hears(&honest, "join * tea rogue"), "no join");
		stage_forget_log();
		puppet_write(&rogue, broken[i].line);
		puppet_write(&rogue, str_from(filler(broken[i].letters)));
		/* Lines after the rubbish are ignored. */
		puppet_write(&rogue, STR("\nsend tea too late\n"));
		is_ended(broken[i].log, broken[i].line.at);
		puppet_say(&honest, "send tea x");
		TAP_OK(puppet_hears(&honest, "quit * rogue protocol") &&
			puppet_hears(&honest, "msg * tea honest x") &&
			puppet_hears_nothing(&honest),
		    "another goes on");
	}
}

static void
enter_proxied(void)
{
	puppet_enter(&rogue);
	clients_get(slots_get(rogue.slot)->client)->proxy_pending = true;
	stage_forget_log();
}

/* It says first whose connection it is, and once. */
static void
wants_the_address(void)
{
	for (size_t i = 0; i < COUNT(unproxied); i++) {
		enter_proxied();
		puppet_say(&rogue, unproxied[i]);
		is_ended(NO_COMMAND, unproxied[i]);
	}
	enter_proxied();
	puppet_say(&rogue, "proxied 192.0.2.7:80");
	puppet_say(&rogue, "name javad");
	TAP_OK(
	    puppet_hears(&rogue, "ok name javad"), "then the client may speak");
	puppet_say(&rogue, "proxied 192.0.2.8:80");
	is_ended("broken: javad 192.0.2.7:80: its worker sent ...", "again");
}

/* Masks as the keeper reports them; the first one alone is to be had. */
static const struct str masks[] = { LIT("tea b eve!*@* ali 3"),
	LIT("tea b eve!*@* ali 4"), LIT("tea b  ali 3"), LIT("tea b ~m: ali 3"),
	LIT("tea b eve ali 3"), LIT("tea b"), LIT("tea x bob!*@* ali 3"),
	LIT("tea be bob!*@* ali 3"), LIT("tea I ~m:bob!*@* ali 3"),
	LIT("tea b bob!*@* ali x"), LIT("tea b bob!*@* ali") };

static void
leaves_masks_out(void)
{
	const struct masks *of = &groups_get(groups_find(STR("tea")))->masks;

	registered_groups_sync_record(STR("tea ali 5 n 0"));
	for (size_t i = 0; i < COUNT(masks); i++) {
		registered_groups_sync_part(STR("mask"), masks[i]);
		TAP_OK(of->list[MASKS_BANNED].count == 1 &&
			of->list[MASKS_INVITED].count == 0,
		    "%s", masks[i].at);
	}
	registered_groups_sync_end(); /* ali has no account */
}

/* Or a journal could log anybody in. Here one slot plays both helpers. */
static void
believes_only_whom_it_has_asked(void)
{
	const struct asks_question question = { .of = ASKS_KEEPER,
		.words = WORDS(STR("check")) };
	const uint32_t asker = asks_ticket();
	struct asks_answer answer;
	struct command command;
	struct asks_end end;
	char line[64];

	puppet_help(&rogue);
	asks_open(ASKS_KEEPER, rogue.slot);
	asks_open(ASKS_JOURNAL, rogue.slot);
	MUST(!asks_ask(asker, &question, &answer), "it is not asked");
	(void)snprintf(line, sizeof(line), "answer %" PRIu64 " done ali",
	    asks_number(asker));
	MUST(grammar_parse(str_from(line), FROM_WORKER, &command) == CODE_OK,
	    "it is no answer");
	(void)asks_answered(ASKS_JOURNAL, rogue.slot, &command, &end);
	TAP_OK(!asks_ask(asker, &question, &answer),
	    "the journal does not answer for the keeper");
	(void)asks_answered(ASKS_KEEPER, rogue.slot, &command, &end);
	TAP_OK(asks_ask(asker, &question, &answer) && answer.code == CODE_OK &&
		str_eq(answer.text, STR("ali")),
	    "the keeper does");
	asks_cancel(asker);
	asks_shut(ASKS_KEEPER, true, false);
	asks_shut(ASKS_JOURNAL, true, false);
	puppet_die(&rogue);
}

static void
ends_a_helper_that_says_else(void)
{
	static const char *const lines[] = { "send tea hello", "ping",
		"kept gone ali" };

	for (size_t i = 0; i < COUNT(lines); i++) {
		puppet_help(&rogue);
		puppet_say(&rogue, lines[i]);
		TAP_OK(stage_logged("broken: journal sent an invalid command"),
		    "a journal says %s", lines[i]);
		puppet_die(&rogue);
	}
}

int
main(void)
{
	stage_begin(options);
	puppet_join(&honest, "honest", "tea");
	leaves_masks_out();
	ends_who_breaks_the_grammar();
	wants_the_address();
	believes_only_whom_it_has_asked();
	ends_a_helper_that_says_else();
	puppet_die(&honest);
	sane_check_empty();
	return tap_done();
}
