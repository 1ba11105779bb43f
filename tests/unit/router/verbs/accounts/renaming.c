/*
 * server/router/verbs/accounts/renaming and former_names: a group whose
 * registration ends before the journal has stored its name is forgotten once;
 * and the journal is told again what was lost. A group is renamed 8 times in a
 * day at most, also by those who have left it meanwhile, and after an upgrade.
 * Older programs cannot take over amid a renaming.
 */
#include "server/router/verbs/accounts/former_names.h"

#include <stdio.h>
#include <string.h>

#include "server/base/config/config.h"
#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/router/delivery/kept_log.h"
#include "server/router/delivery/record.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/ends.h"
#include "server/router/verbs/accounts/keeper_client.h"
#include "server/router/verbs/accounts/recorded_groups.h"
#include "server/router/verbs/accounts/registrations.h"
#include "server/router/verbs/work/lasting.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define OPTIONS                                                                \
	{ "max_clients", "10" }, { "hello_time", "0" }, { "hold_time", "10" }, \
	{                                                                      \
		"login_plaintext", "yes"                                       \
	}

static const struct config_option plain[] = { OPTIONS, { NULL, NULL } };
static const struct config_option kept[] = { OPTIONS, { "state", "/nowhere" },
	{ "history", "all" }, { NULL, NULL } };
static const struct config_option some[] = { OPTIONS, { "state", "/nowhere" },
	{ "history", "groups" }, { NULL, NULL } };

static struct {
	struct puppet keeper;
	struct puppet ali;
} test;

static void
keeper_comes(void)
{
	played_keeper_enter_with(
	    &test.keeper, (const char *const[]) { "kept account ali 1", NULL });
}

static void
keeper_says(uint64_t number, const char *words)
{
	char answer[LIMIT_LINE];

	(void)snprintf(answer, sizeof(answer), "answer %llu %s",
	    (unsigned long long)number, words); /* fits */
	puppet_say(&test.keeper, answer);
	stage_turn();
}

/* The keeper is asked that, and answers. It forgets all ends. */
static void
keeper_does(const char *pattern, const char *words)
{
	struct str line;
	uint64_t number;

	for (;;) {
		stage_turn();
		MUST(puppet_line(&test.keeper, &line) &&
			str_eq(str_word(&line), STR("ask")) &&
			str_to_number(str_word(&line), UINT64_MAX, &number),
		    "no question");
		for (int i = 0; i < 3; i++)
			(void)str_word(&line);
		if (pattern_matches(pattern, line))
			break;
		MUST(str_begins(line, STR("again cut ended ")),
		    "the keeper is asked \"%.*s\"", (int)line.len, line.at);
		keeper_says(number, "done");
	}
	keeper_says(number, words);
}

/* Sends a line for which the keeper has to do that. */
static bool
asks(const char *line, const char *keeper, const char *answer)
{
	puppet_say(&test.ali, line);
	keeper_does(keeper, "done");
	return puppet_hears(&test.ali, answer);
}

static bool
is_row(const char *name, uint32_t row)
{
	return registrations_find(str_from(name)) == row;
}

static void
is_dropped(void)
{
	uint32_t rows;

	MUST(asks("register tea", "put group tea ...", "ok register tea") &&
		asks("rename tea coffee", "move group tea coffee ...",
		    "rename * tea ali coffee") &&
		asks("drop coffee", "again end group coffee", "ok drop coffee"),
	    "not dropped");
	puppet_say(&test.ali, "register coffee");
	TAP_OK(puppet_hears_nothing(&test.ali) &&
		puppet_hears_nothing(&test.keeper),
	    "a name whose past may not have ended waits");
	kept_log_stored(kept_log_last());
	former_names_turn(true);
	keeper_does("again cut ended coffee", "done");
	pace(20 * MSEC);
	keeper_does("put group coffee ...", "done");
	TAP_OK(puppet_hears(&test.ali, "ok register coffee"),
	    "until the journal has stored that, and the keeper knows");
	MUST(asks("drop coffee", "again end group coffee", "ok drop coffee"),
	    "not dropped");
	kept_log_stored(kept_log_last());
	keeper_does("again cut ended coffee", "done");
	rows = registrations_ever();
	TAP_OK(asks("register coffee", "put group coffee ...",
		   "ok register coffee") &&
		asks("register milk", "put group milk ...", "ok register milk"),
	    "nobody is asked to drop it again");
	TAP_OK(is_row("coffee", 0) && is_row("milk", rows),
	    "and each group has a row of its own");
}

/* Has more lines wait than there is room for. */
static void
fill_queue(void)
{
	static char text[LIMIT_TEXT];
	const size_t most = 3 * config_now()->queue_max;

	memset(text, 'x', sizeof(text));
	for (size_t bytes = 0; bytes < most; bytes += sizeof(text))
		(void)record_control(STR("end"), STR("any"),
		    (struct str) { text, sizeof(text) });
}

static void
is_told_again(void)
{
	const struct registration *milk =
	    registrations_get(registrations_find(STR("milk")));

	puppet_say(&test.ali, "rename milk cream");
	fill_queue();
	keeper_does("move group milk cream ...", "done");
	MUST(puppet_hears(&test.ali, "rename * milk ali cream"), "not renamed");
	TAP_OK(!former_names_are_told() && lasting_has_lost(),
	    "rows are not in the store by their new name if that is lost");
	kept_log_stored(kept_log_last());
	former_names_turn(true);
	TAP_OK(former_names_are_told() &&
		str_eq(registration_former(milk), STR("milk")) &&
		kept_log_count() > 0,
	    "a renaming whose record was lost is recorded again");
	kept_log_stored(kept_log_last());
	former_names_turn(true);
	keeper_does("put group cream ali * n 0", "done");
	TAP_NUM(milk->former_len, 0, "and over when that is stored");
}

/* Returns whether the journal's next line but others matches. */
static bool
journal_hears(struct puppet *journal, const char *pattern)
{
	struct str line;

	while (puppet_line(journal, &line))
		if (pattern_matches(pattern, line))
			return true;
	return false;
}

/* The registration ends before the journal knows the name. */
static void
ends_with_its_former_name(void)
{
	struct puppet journal;
	char move[64];

	puppet_say(&test.ali, "rename coffee mocha");
	fill_queue();
	keeper_does("move group coffee mocha ...", "done");
	MUST(puppet_hears(&test.ali, "rename * coffee ali mocha"),
	    "not renamed");
	(void)snprintf(move, sizeof(move), "log o move * coffee mocha * %llu",
	    (unsigned long long)registrations_get(
		registrations_find(STR("mocha")))
		->given); /* fits */
	kept_log_stored(kept_log_last());
	MUST(asks("drop mocha", "again end group mocha", "ok drop mocha"),
	    "not dropped");
	puppet_help(&journal);
	(void)kept_log_send_to(journal.slot, 0);
	stage_turn();
	TAP_OK(journal_hears(&journal, move) &&
		journal_hears(&journal, "log c renamed * coffee mocha *") &&
		journal_hears(&journal, "log o cut * mocha table ...") &&
		journal_hears(&journal, "log c end * mocha"),
	    "the end of a registration is that of its former name");
	kept_log_send_nowhere();
	puppet_die(&journal);
}

static const struct module *
find_section(const char *name)
{
	const struct module *part;

	for (size_t i = 0; (part = modules_section(i)) != NULL; i++)
		if (str_eq(part->section, str_from(name)))
			break;
	MUST(part != NULL, "no section");
	return part;
}

/* Returns whether the section has two rows, which are loaded as well. */
static bool
has_two_rows(const struct module *part)
{
	const int file = memfd_open("test");
	struct state out, in;
	unsigned rows = 0;

	MUST(file != -1 && state_write(&out, file), "no state");
	state_section_later(&out, part->section);
	part->save(&out);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	MUST(state_read(&in, file), "%s", in.why.text);
	if (state_next_section(&in).len > 0)
		while (state_next(&in))
			rows += state_is(&in, STR("group"));
	state_free(&in);
	MUST(state_read(&in, file), "%s", in.why.text);
	if (state_next_section(&in).len > 0)
		part->load(&in);
	rows += state_good(&in) ? 0 : 100;
	io_close(&in.fd);
	state_free(&in);
	return rows == 2;
}

/* Nobody can be told that it ends, nor that it had another name. */
static void
ends_later(void)
{
	const struct module *part = find_section("lost_ends");
	struct puppet journal;

	MUST(puppet_ask(&test.ali, "join oat", "join * oat ali") &&
		asks("register oat", "put group oat ...", "ok register oat"),
	    "not registered");
	puppet_say(&test.ali, "rename oat bran");
	fill_queue();
	keeper_does("move group oat bran ...", "done");
	MUST(puppet_hears(&test.ali, "rename * oat ali bran") &&
		asks("drop bran", "again end group bran", "ok drop bran"),
	    "not dropped");
	TAP_OK(ends_wait() && ends_has_group(STR("bran")),
	    "a name that may have a past cannot be registered");
	TAP_OK(has_two_rows(part), "the next program knows both");
	kept_log_stored(kept_log_last());
	stage_turn();
	puppet_help(&journal);
	(void)kept_log_send_to(journal.slot, 0);
	stage_turn();
	TAP_OK(journal_hears(&journal, "log c end * oat") &&
		journal_hears(&journal, "log c end * bran") && !ends_wait(),
	    "the journal is told as soon as it can be");
	kept_log_send_nowhere();
	puppet_die(&journal);
	MUST(puppet_ask(&test.ali, "leave bran", "leave * bran ali"),
	    "not there");
}

/* Another group has the former name: the journal was told before. */
static void
is_not_told_again(void)
{
	const uint32_t row = registrations_find(STR("cream"));
	uint64_t waits;

	MUST(puppet_ask(&test.ali, "join rice", "join * rice ali") &&
		asks("register rice", "put group rice ...", "ok register rice"),
	    "not registered");
	registrations_set_former(row, STR("RICE"));
	former_names_note(row);
	waits = kept_log_count();
	former_names_turn(true);
	TAP_OK(kept_log_count() == waits &&
		registrations_get(row)->former_len == 0,
	    "if a name is somebody else's, nothing is told of it");
	keeper_does("put group cream ali * n 0", "done");
}

/* Gives the group that name, and has the journal store it. */
static void
rename_to(const char *line, const char *record)
{
	char keeper[LIMIT_LINE];

	puppet_say(&test.ali, line);
	(void)snprintf(keeper, sizeof(keeper), "move group %s", record);
	keeper_does(keeper, "done");
	MUST(puppet_hears(&test.ali, "rename ..."), "not renamed");
	kept_log_stored(kept_log_last());
	former_names_turn(true);
	keeper_does("put group ...", "done");
}

static bool
is_refused(void)
{
	return puppet_ask(
	    &test.ali, "rename cream coffee2", "err rename slow-down ...");
}

/*
 * Saves a section, forgets the row's other name and how often it was renamed,
 * and loads the section. Returns whether it has anything.
 */
static bool
take_over(const char *name, uint32_t row)
{
	const struct module *part = find_section(name);
	const int file = memfd_open("test");
	struct state out, in;
	bool has_any;

	MUST(file != -1 && state_write(&out, file), "no state");
	state_section_later(&out, part->section);
	part->save(&out);
	MUST(state_end(&out), "%s", out.why.text);
	state_free(&out);
	registrations_get(row)->often = registrations_get(row)->given = 0;
	registrations_set_other(row, STR(""));
	MUST(state_read(&in, file), "%s", in.why.text);
	has_any = state_next_section(&in).len > 0;
	if (has_any)
		part->load(&in);
	io_close(&in.fd);
	state_free(&in);
	return has_any;
}

static void
is_limited(void)
{
	uint64_t given;

	registrations_get(registrations_find(STR("cream")))->often = 0;
	groups_history(groups_find(STR("cream")))->renamed = 0;
	for (int i = 0; i < 4; i++) {
		rename_to("rename cream milk", "cream milk ...");
		rename_to("rename milk cream", "milk cream ...");
	}
	TAP_OK(is_refused(), "a group is renamed 8 times");
	MUST(puppet_ask(&test.ali, "leave cream", "leave * cream ali") &&
		puppet_ask(&test.ali, "join cream", "join * cream ali"),
	    "not there");
	TAP_OK(is_refused(), "also if nobody was in it meanwhile");
	given = registrations_get(registrations_find(STR("cream")))->given;
	MUST(given != 0 &&
		take_over("founders", registrations_find(STR("cream"))),
	    "no section");
	TAP_NUM(registrations_get(registrations_find(STR("cream")))->given,
	    given, "the next program knows since when it has its name");
	TAP_OK(is_refused(), "and when another program has taken over");
	registrations_get(registrations_find(STR("cream")))->often -=
	    (uint64_t)3 * 60 * 60 * SEC;
	rename_to("rename cream milk", "cream milk ...");
	PASS("and once more three hours later");
}

/* An older program would keep the former name, and the keeper both. */
static void
is_taken_over(void)
{
	const uint32_t row = registrations_find(STR("milk"));
	struct registration *entry = registrations_get(row);

	TAP_OK(!take_over("renamings", row),
	    "an older program can take over between two renamings");
	groups_history(groups_find(STR("milk")))->renamed = 0;
	puppet_say(&test.ali, "rename milk cream");
	stage_turn();
	TAP_OK(take_over("renamings", row),
	    "but not while the keeper writes a name");
	TAP_OK(str_eq(registration_other(entry), STR("cream")),
	    "which the next program knows");
	keeper_does("move group milk cream ...", "done");
	MUST(puppet_hears(&test.ali, "rename * milk ali cream"), "not renamed");
}

/* Nothing is told of a group that the journal does not know. */
static void
is_untold(void)
{
	char last[LIMIT_LINE];

	stage_configure(some);
	recorded_groups_review();
	puppet_say(&test.ali, "join cup");
	puppet_hear_all(&test.ali, last);
	kept_log_stored(kept_log_last());
	MUST(puppet_ask(&test.ali, "rename cup mug", "rename * cup ali mug"),
	    "not renamed");
	TAP_NUM(kept_log_count(), 0, "the journal hears of its own groups");
}

/* A keeper has what ended before a server, or a keeper, was killed. */
static void
ended_before(void)
{
	struct puppet journal;

	played_keeper_die(&test.keeper);
	played_keeper_enter_with(&test.keeper,
	    (const char *const[]) { "kept account ali 1", "kept ended @bob 5",
		"kept ended rye 5", NULL });
	TAP_OK(ends_has_account(STR("bob")) && ends_has_group(STR("rye")),
	    "no new account and group has a name whose past may be there");
	puppet_help(&journal);
	(void)kept_log_send_to(journal.slot, 0);
	stage_turn();
	TAP_OK(journal_hears(&journal, "log o cut * @bob table ...") &&
		journal_hears(&journal, "log c end * @bob") &&
		journal_hears(&journal, "log c end * rye"),
	    "the journal is told again");
	kept_log_send_nowhere();
	puppet_die(&journal);
	kept_log_stored(kept_log_last());
	keeper_does("again cut ended @bob", "unavailable");
	keeper_does("again cut ended rye", "done");
	TAP_OK(ends_has_account(STR("bob")) && !ends_has_group(STR("rye")),
	    "the keeper forgets it when it is stored");
	pace(SEC);
	pace(200 * MSEC);
	keeper_does("again cut ended @bob", "done");
	TAP_OK(!ends_has_account(STR("bob")), "or later, if it cannot write");
}

int
main(void)
{
	stage_begin(plain);
	puppet_join(&test.ali, "ali", "tea");
	puppet_say(&test.ali, "join milk");
	MUST(puppet_hears(&test.ali, "join * milk ali"), "not joined");
	keeper_comes();
	puppet_say(&test.ali, "login ali pw");
	keeper_does("check * pw", "done ali");
	MUST(puppet_hears(&test.ali, "ok login ali"), "not logged in");
	stage_configure(kept);
	recorded_groups_review();
	stage_turn();
	MUST(puppet_hears(&test.ali, "mode * tea operserv +H") &&
		puppet_hears(&test.ali, "mode * milk operserv +H"),
	    "no history");
	is_dropped();
	is_told_again();
	ends_with_its_former_name();
	ends_later();
	is_not_told_again();
	is_limited();
	is_taken_over();
	is_untold();
	ended_before();
	return tap_done();
}
