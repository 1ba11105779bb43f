/*
 * server/router/delivery/record: the line for the journal of each event, and
 * what has none; when a group begins, lasts and ends for the journal, and who
 * is a member of it and for how long; tags that fit no line as they are; and
 * that nothing at all is built without a history.
 */
#include "server/router/delivery/record.h"

#include <stdio.h>
#include <string.h>

#include "server/router/delivery/event_ids.h"
#include "server/router/delivery/fanout.h"
#include "server/router/delivery/kept_log.h"
#include "server/router/model/account_names.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/accounts.h"
#include "server/router/verbs/accounts/recorded_groups.h"
#include "server/router/verbs/accounts/registered_groups.h"
#include "shared/limits.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/router/starve.h"

static const struct config_option all[] = { { "max_clients", "20" },
	{ "state", "/tmp" }, { "history", "all" }, { "mode_rate", "1000" },
	{ NULL, NULL } };
static const struct config_option groups[] = { { "max_clients", "20" },
	{ "state", "/tmp" }, { "history", "groups" },
	{ "history_group", "tea" }, { "group", "hall" }, { NULL, NULL } };
static const struct config_option more[] = { { "max_clients", "20" },
	{ "state", "/tmp" }, { "history", "groups" },
	{ "history_group", "tea" }, { "history_group", "rice" },
	{ "group", "hall" }, { NULL, NULL } };
static const struct config_option small[] = { { "max_clients", "20" },
	{ "state", "/tmp" }, { "history", "all" }, { "queue_max", "64K" },
	{ "group", "hall" }, { NULL, NULL } };
static const struct config_option none[] = { { "max_clients", "20" },
	{ "state", "/tmp" }, { "group", "hall" }, { "table", "hall" },
	{ NULL, NULL } };

static struct {
	struct puppet keeper;
	struct puppet journal;
	struct puppet ali; /* operator of the groups */
	struct puppet eve;
	struct puppet bob;
	char last[LIMIT_LINE];
} test;

static uint32_t
client_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->client;
}

/* Says it, and reads whatever comes. */
static void
say(struct puppet *puppet, const char *line)
{
	puppet_say(puppet, line);
	puppet_hear_all(&test.ali, test.last);
	puppet_hear_all(&test.eve, test.last);
	puppet_hear_all(&test.bob, test.last);
}

/* The journal gets this next. */
static bool
logs(const char *pattern)
{
	return puppet_hears(&test.journal, pattern);
}

static bool
logs_nothing(void)
{
	return puppet_hears_nothing(&test.journal);
}

static void
enter(struct puppet *puppet, const char *name, const char *account)
{
	char line[LIMIT_LINE];

	puppet_enter(puppet);
	if (*account != '\0') {
		account_names_add(str_from(account), 1, false);
		accounts_set(client_of(puppet), str_from(account));
	}
	(void)snprintf(line, sizeof(line), "name %s", name); /* fits */
	puppet_say(puppet, line);
	MUST(puppet_hears(puppet, "ok name *"), "%s is no name", name);
}

static void
begins(void)
{
	played_keeper_enter(&test.keeper);
	puppet_help(&test.journal);
	record_journal_ready(test.journal.slot, 0);
	stage_turn();
	TAP_OK(logs("log o start * *") && logs_nothing(),
	    "a journal is told first that the server has begun");
	enter(&test.ali, "ali", "Ali");
	enter(&test.eve, "eve", "");
	enter(&test.bob, "bob", "Bob");
	say(&test.ali, "join tea");
	TAP_OK(logs("log o+ begin * tea passing"),
	    "then, before its first record, of a group");
	TAP_OK(logs("log o+ join * tea ali!*@*!Ali!- ali"), "of who joins");
	TAP_OK(logs("log o in * tea Ali") && logs_nothing(),
	    "and that its account is a member");
	say(&test.eve, "join tea");
	TAP_OK(logs("log o join * tea eve!*@*!*!- eve") && logs_nothing(),
	    "who has no account is none");
	say(&test.bob, "join tea");
	TAP_OK(
	    logs("log o+ join * tea bob!* bob") && logs("log o in * tea Bob"),
	    "the group begins once");
}

/* Commands, and the record of each. */
static const struct {
	const char *say;
	const char *log;
} events[] = {
	{ "send TEA hi there", "log o msg * tea ali!* hi there" },
	{ "note tea hi there", "log o note * tea ali!* hi there" },
	{ "lines tea 2,0,1+1 hi  ab",
	    "log o lines * tea ali!* 2,0,1+1 hi  ab" },
	{ "signal tea", "log o signal * tea ali!*" },
	{ "topic tea green tea", "log o topic * tea ali!* green tea" },
	{ "topic tea -", "log o topic * tea ali!* -" },
	{ "mode tea +v eve", "log o mode * tea ali!* +v eve" },
	{ "mode tea +mt", "log o mode * tea ali!* +mt" },
	{ "mode tea -mt", "log o mode * tea ali!* -mt" },
	{ "mode tea +l 9", "log o mode * tea ali!* +l 9" },
	{ "mode tea +i", "log o mode * tea ali!* +i" },
	{ "send tea x", "log c msg * tea ali!* x" },
	{ "mode tea -i", "log c mode * tea ali!* -i" },
	{ "mode tea +s", "log o mode * tea ali!* +s" },
	{ "send tea x", "log c msg * tea ali!* x" },
	{ "mode tea -s", "log c mode * tea ali!* -s" },
	{ "name ala", "log o name * tea ali!* ala" },
	{ "name ali", "log o name * tea ala!* ali" },
	{ "send tea x", "log o msg * tea ali!* x" },
};

/* Commands that leave no record. */
static const char *const unrecorded[] = { "send o:tea hi", "send v:tea hi",
	"note o:tea hi", "signal v:tea", "away out", "away",
	"put tea key value", "invite tea ali", "about - Ali B.", "flag +B",
	"flag -B", "send nowhere hi", "names tea", "ping x" };

static void
has_events(void)
{
	char line[LIMIT_LINE];

	for (size_t i = 0; i < COUNT(events); i++) {
		say(&test.ali, events[i].say);
		TAP_OK(
		    logs(events[i].log) && logs_nothing(), "%s", events[i].say);
	}
	for (size_t i = 0; i < COUNT(unrecorded); i++) {
		say(&test.ali, unrecorded[i]);
		TAP_OK(logs_nothing(), "nothing of: %s", unrecorded[i]);
	}
	(void)snprintf(line, sizeof(line), "send tea %s", filler(LIMIT_TEXT));
	say(&test.ali, line);
	(void)snprintf(
	    line, sizeof(line), "log o msg * tea ali!* %s", filler(LIMIT_TEXT));
	TAP_OK(logs(line), "the longest text");
	say(&test.ali, "mode tea -n");
	say(&test.eve, "leave tea bye");
	TAP_OK(logs("log o mode * tea ali!* -n") &&
		logs("log o leave * tea eve!* bye") && logs_nothing(),
	    "who leaves without an account was no member");
	say(&test.eve, "send tea hi");
	TAP_OK(logs("log o msg * tea eve!* hi"), "who speaks from outside");
	say(&test.ali, "mode tea +n");
	TAP_OK(logs("log o mode * tea ali!* +n"), "and no more");
}

/* No key of a group is recorded, and with one the group is closed. */
static void
hides_keys(void)
{
	struct str line;

	say(&test.ali, "mode tea +k sesame");
	TAP_OK(puppet_line(&test.journal, &line) &&
		pattern_matches("log o mode * tea ali!* +k *", line) &&
		line.at[line.len - 1] == '*',
	    "a key is hidden");
	say(&test.ali, "send tea x");
	TAP_OK(logs("log c msg * tea ali!* x"), "with one it is closed");
	say(&test.ali, "mode tea -k");
	TAP_OK(logs("log c mode * tea ali!* -k"), "until it goes");
}

static void
has_tags(void)
{
	char line[LIMIT_LINE + 1];
	const size_t most = LIMIT_TAGS - 4;

	say(&test.ali, "tags +a=1;+b=2");
	say(&test.ali, "send tea hi");
	TAP_OK(logs("log o+ tags * tea +a=1;+b=2") &&
		logs("log o msg * tea ali!* hi"),
	    "tags are before their message");
	say(&test.ali, "tags +a=1");
	say(&test.ali, "tags +b=2");
	say(&test.ali, "signal tea");
	TAP_OK(logs("log o+ tags * tea +a=1") &&
		logs("log o+ tags * tea +b=2") &&
		logs("log o signal * tea ali!*"),
	    "each line of them");
	(void)snprintf(
	    line, sizeof(line), "tags +a=1;+%s=2;+c=3", filler(most - 14));
	say(&test.ali, line);
	say(&test.ali, "send tea hi");
	TAP_OK(logs("log o+ tags * tea +a=1") &&
		logs("log o+ tags * tea +c=3") &&
		logs("log o msg * tea ali!* hi"),
	    "a tag that fits no line is left out");
	(void)snprintf(
	    line, sizeof(line), "tags +a=%s;+b=%s", filler(2030), filler(2030));
	say(&test.ali, line);
	say(&test.ali, "send tea hi");
	(void)snprintf(
	    line, sizeof(line), "log o+ tags * tea +a=%s", filler(2030));
	TAP_OK(logs(line), "many tags are two records");
	stage_turn(); /* the pipe has room again */
	(void)snprintf(
	    line, sizeof(line), "log o+ tags * tea +b=%s", filler(2030));
	TAP_OK(logs(line) && logs("log o msg * tea ali!* hi"),
	    "the second before the message, too");
}

static void
has_talks(void)
{
	say(&test.ali, "tell bob hi there");
	TAP_OK(logs("log c tell * @Ali,Bob ali!* bob hi there"),
	    "what one account says to another");
	say(&test.bob, "tell ali hi");
	TAP_OK(logs("log c tell * @Ali,Bob bob!* ali hi"), "and back");
	say(&test.bob, "note @ali hi there");
	TAP_OK(logs("log c note * @Ali,Bob bob!* @ali hi there"), "a note");
	say(&test.bob, "lines @ali 2,1 hi a");
	TAP_OK(logs("log c lines * @Ali,Bob bob!* @ali 2,1 hi a"), "lines");
	say(&test.bob, "tags +a=1");
	say(&test.bob, "signal @ali");
	TAP_OK(logs("log c+ tags * @Ali,Bob +a=1") &&
		logs("log c signal * @Ali,Bob bob!* @ali"),
	    "a signal, with its tags");
	say(&test.bob, "tell bob hi");
	TAP_OK(logs("log c tell * @Bob,Bob bob!* bob hi"), "to itself");
	say(&test.eve, "tell eve hi");
	TAP_OK(logs_nothing(), "but nothing without an account");
	say(&test.eve, "tell ali hi");
	say(&test.eve, "tell bob hi");
	TAP_OK(logs("log c tell * @Ali,~* eve!*@*!*!- ali hi") &&
		logs("log c tell * @Bob,~* eve!*@*!*!- bob hi"),
	    "unless the other has one");
	accounts_set(client_of(&test.eve), STR("Cy"));
	stage_turn();
	TAP_OK(logs("log c last * * ~*") && logs_nothing(),
	    "until it has one, too");
	accounts_set(client_of(&test.eve), STR(""));
	account_names_add(STR("BOB"), 1, true);
	say(&test.bob, "tell ali hi");
	say(&test.ali, "tell bob hi");
	TAP_OK(logs_nothing(), "nor what is private for either");
	say(&test.bob, "send tea hi");
	TAP_OK(logs("log o msg * tea bob!* hi"), "though groups are not");
	account_names_add(STR("bob"), 1, false);
}

static void
has_members(void)
{
	say(&test.bob, "leave tea");
	TAP_OK(logs("log o+ leave * tea bob!*") &&
		logs("log o out * tea Bob") && logs_nothing(),
	    "an account that leaves is no member");
	say(&test.bob, "join tea");
	TAP_OK(
	    logs("log o+ join * tea bob!* bob") && logs("log o in * tea Bob"),
	    "when it comes back it is");
	say(&test.ali, "kick tea bob bye");
	TAP_OK(logs("log o+ kick * tea ali!* bob bye") &&
		logs("log o out * tea Bob") && logs_nothing(),
	    "nor one that is kicked");
	say(&test.bob, "join tea");
	(void)logs("log ...");
	(void)logs("log ...");
	accounts_set(client_of(&test.eve), STR("Bob"));
	TAP_OK(logs_nothing(), "a client of it outside changes nothing");
	say(&test.eve, "join tea");
	TAP_OK(logs("log o+ join * tea eve!*!Bob!- eve") &&
		logs("log o in * tea Bob"),
	    "another client of it joins");
	say(&test.bob, "leave tea");
	TAP_OK(logs("log o leave * tea bob!*") && logs_nothing(),
	    "while one of its clients is there the account stays");
	accounts_set(client_of(&test.eve), STR(""));
	stage_turn();
	TAP_OK(logs("log o out * tea Bob") && logs_nothing(),
	    "until that logs out");
	accounts_set(client_of(&test.eve), STR("Eve"));
	stage_turn();
	TAP_OK(logs("log o in * tea Eve") && logs_nothing(),
	    "a member that logs in is one");
	accounts_set(client_of(&test.eve), STR("Bob"));
	stage_turn();
	TAP_OK(logs("log o out * tea Eve") && logs("log o in * tea Bob"),
	    "or is another");
	accounts_set(client_of(&test.eve), STR(""));
	stage_turn();
	(void)logs("log o out * tea Bob");
}

static void
has_bans(void)
{
	say(&test.bob, "join tea");
	(void)logs("log ...");
	(void)logs("log ...");
	say(&test.ali, "mode tea +b nobody");
	TAP_OK(logs("log o mode * tea ali!* +b nobody!*@*") && logs_nothing(),
	    "a ban that matches nobody");
	say(&test.ali, "mode tea +b bob");
	TAP_OK(logs("log o mode * tea ali!* +b bob!*@*") &&
		logs("log o out * tea Bob") && logs_nothing(),
	    "who is banned is no member");
	accounts_set(client_of(&test.bob), STR("Rob"));
	stage_turn();
	TAP_OK(logs("log o out * tea Bob") && logs_nothing(),
	    "nor is another account of the same client");
	accounts_set(client_of(&test.bob), STR("Bob"));
	stage_turn();
	TAP_OK(logs("log o out * tea Rob") && logs_nothing(), "or the same");
	say(&test.ali, "mode tea +e bob");
	TAP_OK(logs("log ...") && logs("log o in * tea Bob"),
	    "but is when exempt");
	say(&test.ali, "mode tea -e bob");
	TAP_OK(logs("log ...") && logs("log o out * tea Bob"), "for as long");
	say(&test.ali, "mode tea -b bob");
	TAP_OK(logs("log ...") && logs("log o in * tea Bob"),
	    "and when no longer banned");
	say(&test.ali, "mode tea +b ~m:bob");
	TAP_OK(logs("log ...") && logs_nothing(), "who is muted stays one");
	say(&test.ali, "mode tea -b ~m:bob");
	(void)logs("log ...");
	say(&test.ali, "mode tea +b ~a:Absent");
	TAP_OK(logs("log ...") && logs("log o out * tea Absent"),
	    "an account that is not here");
	say(&test.ali, "mode tea -b ~a:Absent");
	TAP_OK(logs("log ...") && logs_nothing(), "but not its end");
	say(&test.ali, "mode tea +b ~a:Abs*");
	TAP_OK(logs("log ...") && logs_nothing(), "by its whole name only");
	say(&test.ali, "mode tea +b ~a:bob");
	TAP_OK(logs("log ...") && logs("log o out * tea Bob") && logs_nothing(),
	    "and one that is, once");
	say(&test.ali, "mode tea -b ~a:bob");
	TAP_OK(logs("log ...") && logs("log o in * tea Bob"), "or again");
	say(&test.bob, "leave tea");
	(void)logs("log ...");
	(void)logs("log ...");
}

/* A message is deleted, as the command does it. */
static void
redact(void)
{
	const uint32_t tea = groups_find(STR("tea"));
	const struct words words = WORDS(STR("redact"), event_ids_next(),
	    STR("tea"), FANOUT_ACTOR, STR("17"), STR("old"));

	(void)fanout_group(tea, EVENT(NO_WORDS, words, client_of(&test.ali)));
	stage_turn();
}

/* Operators do not want a history for a while. */
static void
follows_the_mode(void)
{
	say(&test.ali, "mode tea -H");
	TAP_OK(logs("log o mode * tea ali!* -H") && logs_nothing(),
	    "the end of the history is in it");
	say(&test.ali, "send tea hi");
	say(&test.ali, "topic tea x");
	TAP_OK(logs_nothing(), "then nothing is");
	redact();
	TAP_OK(logs("log o redact * tea ali!* 17 old") && logs_nothing(),
	    "but what is said about earlier records");
	say(&test.bob, "join tea");
	TAP_OK(logs("log o in * tea Bob") && logs_nothing(),
	    "and who is a member");
	say(&test.bob, "quit");
	TAP_OK(logs_nothing(), "who quits stays one");
	puppet_die(&test.bob);
	enter(&test.bob, "bob", "Bob");
	say(&test.bob, "join tea");
	(void)logs("log o in * tea Bob");
	say(&test.ali, "kick tea bob");
	TAP_OK(logs("log o out * tea Bob") && logs_nothing(), "and who is not");
	say(&test.ali, "mode tea +H");
	TAP_OK(logs("log o mode * tea ali!* +H") && logs_nothing(),
	    "when it goes on it says so");
}

static void
has_quits(void)
{
	say(&test.bob, "join tea");
	say(&test.bob, "join rice");
	say(&test.ali, "join rice");
	puppet_hear_all(&test.journal, test.last);
	say(&test.ali, "name ala");
	TAP_OK(logs("log o+ name * tea ali!* ala") &&
		logs("log o name * rice ali!* ala") && logs_nothing(),
	    "a name is in each group, with the same ID");
	say(&test.ali, "name ali");
	(void)logs("log ...");
	(void)logs("log ...");
	say(&test.bob, "mode rice +sm");
	(void)logs("log ...");
	say(&test.ali, "leave rice");
	(void)logs("log ...");
	(void)logs("log ...");
	say(&test.bob, "quit so long");
	TAP_OK(logs("log o+ quit * tea bob!* Quit: so long") &&
		logs("log c quit * rice bob!* Quit: so long"),
	    "so it is when somebody quits");
	TAP_OK(logs("log c last * rice") && logs_nothing(),
	    "the group that this empties has ended");
	puppet_die(&test.bob);
	enter(&test.bob, "bob", "Bob");
	say(&test.bob, "join tea");
	puppet_hear_all(&test.journal, test.last);
	say(&test.ali, "mode tea +m");
	(void)logs("log ...");
	say(&test.bob, "quit so long");
	TAP_OK(
	    logs("log o quit * tea bob!* Connection closed") && logs_nothing(),
	    "without a text where nobody is told that");
	say(&test.ali, "mode tea -m");
	(void)logs("log ...");
	puppet_die(&test.bob);
	enter(&test.bob, "bob", "Bob");
}

static void
ends(void)
{
	say(&test.ali, "join rice");
	TAP_OK(logs("log o+ begin * rice passing") && logs("log ...") &&
		logs("log ..."),
	    "a group that comes again begins again");
	say(&test.ali, "leave rice");
	TAP_OK(logs("log ...") && logs("log o out * rice Ali") &&
		logs("log o last * rice") && logs_nothing(),
	    "its last member leaves");
	recorded_groups_review();
	stage_turn();
	say(&test.ali, "join hall");
	TAP_OK(logs("log o+ begin * hall lasting") && logs("log ...") &&
		logs("log ..."),
	    "a group of the configuration lasts");
	say(&test.ali, "leave hall");
	TAP_OK(
	    logs("log ...") && logs("log o out * hall Ali") && logs_nothing(),
	    "longer than its members");
	registered_groups_sync_begin();
	registered_groups_sync_record(STR("tea Ali 1 n 0"));
	stage_turn();
	TAP_OK(logs("log o put * tea row key * ali value") &&
		logs("log o begin * tea lasting") && logs_nothing(),
	    "so does one that is registered, and its table");
	registered_groups_end_account(STR("Ali"));
	stage_turn();
	TAP_OK(logs("log o+ begin * tea passing") &&
		logs("log o in * tea Ali") && logs("log o cut * tea box *") &&
		logs("log o cut * tea table *") && logs("log c end * tea") &&
		logs_nothing(),
	    "until it is not: its past is void");
	say(&test.ali, "send tea hi");
	TAP_OK(logs("log o+ begin * tea passing") &&
		logs("log o+ in * tea Ali") && logs("log o msg * tea ali!* hi"),
	    "then it begins, with those who are there");
	record_account_ends(STR("Gone"));
	stage_turn();
	TAP_OK(logs("log c end * @Gone") && logs("log o cut * @Gone letter -*"),
	    "an account that is removed, with its mailbox");
	record_control(STR("forget"), STR("@Ali"), STR("17"));
	stage_turn();
	TAP_OK(logs("log c forget * @Ali 17"), "anything else of control");
}

/* A journal that dies, and the next one. */
static void
is_sent_again(void)
{
	record_stored(UINT64_MAX);
	TAP_OK(record_is_all_stored(), "what is stored is forgotten");
	say(&test.ali, "send tea one");
	say(&test.ali, "send tea two");
	TAP_NUM(record_waiting(), 2, "what is not waits");
	puppet_hear_all(&test.journal, test.last);
	record_journal_gone();
	puppet_die(&test.journal);
	say(&test.ali, "tags +a=1\nsend tea three");
	TAP_NUM(record_waiting(), 4, "also while there is no journal");
	puppet_help(&test.journal);
	record_journal_ready(test.journal.slot, 0);
	stage_turn();
	TAP_OK(logs("log o msg * tea ali!* one") &&
		logs("log o msg * tea ali!* two") &&
		logs("log o+ tags * tea +a=1") &&
		logs("log o msg * tea ali!* three") && logs_nothing(),
	    "the next one gets all of it, and no other beginning");
	record_stored(UINT64_MAX);
}

static void
follows_the_configuration(void)
{
	stage_configure(groups);
	registered_groups_review();
	stage_turn();
	puppet_hear_all(&test.journal, test.last);
	say(&test.ali, "join rice");
	say(&test.ali, "tell bob hi");
	TAP_OK(logs_nothing(), "with groups, neither others nor talks are");
	say(&test.ali, "send tea hi");
	TAP_OK(logs("log o msg * tea ali!* hi"), "but those that it names");
	stage_configure(none);
	registered_groups_review();
	stage_turn();
	TAP_OK(logs("log c start * * anew") && logs_nothing(),
	    "when the history ends, so do all memberships");
	record_stored(UINT64_MAX);
	say(&test.ali, "send tea hi");
	say(&test.ali, "tell bob hi");
	say(&test.ali, "leave tea");
	TAP_OK(logs_nothing() && kept_log_count() == 0,
	    "without a history nothing is");
	say(&test.ali, "join tea");
	stage_configure(groups);
	registered_groups_review();
	stage_turn();
	TAP_OK(logs("log o start * *") && logs("log c start * * anew") &&
		logs("log o+ begin * tea lasting") &&
		logs("log o+ in * tea Ali") &&
		logs("log o mode * tea operserv!* +H") && logs_nothing(),
	    "when there is one again it begins with those who are there");
}

/* Kicks somebody while a group has no history. */
static void
follows_members(void)
{
	say(&test.bob, "join tea");
	say(&test.ali, "join rice");
	say(&test.bob, "join rice");
	stage_configure(more);
	registered_groups_review();
	stage_turn();
	puppet_hear_all(&test.journal, test.last);
	stage_configure(groups);
	registered_groups_review();
	stage_turn();
	puppet_hear_all(&test.journal, test.last);
	say(&test.ali, "send rice unseen");
	TAP_OK(logs_nothing(), "a group has no history any more");
	say(&test.ali, "kick rice bob");
	TAP_OK(logs("log o out * rice Bob") && logs_nothing(),
	    "it is recorded all the same who is kicked");
	stage_configure(more);
	registered_groups_review();
	stage_turn();
	TAP_OK(logs("log o begin * rice lasting") &&
		logs("log o mode * rice operserv!* +H") && logs_nothing(),
	    "so that the members are right when it has one again");
}

/* No busy loop meanwhile. */
static void
tries_again_later(void)
{
	const struct group_history *rice =
	    groups_history(groups_find(STR("rice")));

	if (!starve_can())
		return;
	stage_configure(groups);
	registered_groups_review();
	starve(0);
	stage_turn();
	starve_end();
	TAP_OK(rice->applies, "without memory a change waits");
	stage_turn();
	TAP_OK(rice->applies, "and is not tried again at once");
	pace_turns(SEC);
	pace_turns(SEC);
	TAP_OK(!rice->applies, "but a second later");
}

/* A group that lasts has no history in this server. */
static void
follows_leavers(void)
{
	say(&test.ali, "join hall");
	say(&test.bob, "join hall");
	say(&test.ali, "send hall unseen");
	TAP_OK(logs_nothing(), "nothing of it is recorded");
	say(&test.bob, "leave hall");
	TAP_OK(logs("log o out * hall Bob") && logs_nothing(),
	    "but who leaves, for an earlier server may have had it");
	say(&test.bob, "join hall");
	groups_membership(client_of(&test.ali), groups_find(STR("hall")))
	    ->roles = ROLE_OPERATOR;
	say(&test.ali, "mode hall +b ~a:Bob");
	TAP_OK(logs("log o out * hall Bob") && logs_nothing(), "or is banned");
	say(&test.ali, "mode hall -b ~a:Bob");
	TAP_OK(logs_nothing(), "and nobody becomes a member");
	say(&test.bob, "leave hall");
	say(&test.ali, "leave hall");
	puppet_hear_all(&test.journal, test.last);
}

#define MANY 400

/* Turns the history on for more groups than may wait. */
static void
begins_many(void)
{
	char name[16];
	unsigned begun = 0, turns = 0;
	size_t most = 0;

	stage_configure(none);
	registered_groups_review();
	stage_turn();
	record_stored(UINT64_MAX);
	for (unsigned i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "g%u", i); /* fits */
		MUST(groups_enter(
			 groups_make(str_from(name)), client_of(&test.ali)),
		    "no memory");
	}
	stage_configure(small);
	registered_groups_review();
	do {
		stage_turn();
		if (kept_log_bytes() > most)
			most = kept_log_bytes();
		puppet_hear_all(&test.journal, test.last);
		puppet_hear_all(&test.ali, test.last);
		if (turns % 20 == 19)
			record_stored(UINT64_MAX);
	} while (++turns < 1000);
	FOR_EACH_GROUP(group)
		begun += groups_history(group)->begun;
	TAP_OK(begun >= MANY, "all groups begin: %u", begun);
	TAP_OK(most < (size_t)32 * 1024,
	    "few of them while the journal does not store: %zu", most);
}

/* Loses a line of control. */
static void
makes_good(void)
{
	size_t count = 0;
	unsigned ended = 0;

	while (record_control(STR("forget"), STR("@Ali"), STR("17")))
		count++;
	TAP_OK(count > 1000, "many lines of control may wait");
	puppet_hear_all(&test.journal, test.last);
	stage_turn();
	FOR_EACH_GROUP(group)
		ended += !groups_history(group)->begun &&
		    groups_members(group)->count > 0;
	TAP_NUM(ended, 0, "nothing begins while there is no room");
	do
		puppet_hear_all(&test.journal, test.last);
	while (*test.last != '\0');
	record_stored(UINT64_MAX);
	stage_turn();
	TAP_OK(logs("log o gap ..."), "one too many is lost");
	TAP_OK(logs("log c start * * anew") && logs("log o+ begin * tea ...") &&
		logs("log o+ in * tea Ali"),
	    "then all memberships are recorded anew");
}

int
main(void)
{
	stage_begin(all);
	groups_keep(groups_make(STR("hall")));
	begins();
	has_events();
	hides_keys();
	has_tags();
	has_talks();
	has_members();
	has_bans();
	follows_the_mode();
	has_quits();
	ends();
	is_sent_again();
	follows_the_configuration();
	follows_members();
	follows_leavers();
	begins_many();
	makes_good();
	tries_again_later();
	return tap_done();
}
