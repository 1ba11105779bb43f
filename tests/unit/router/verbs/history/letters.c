/*
 * server/router/history/letter and mailbox: a letter is kept when the
 * journal has stored it, by one sender after the other, and given back if that
 * cannot be; those who log in get their letters once, in order; and what a
 * captured journal says harms nobody.
 */
#include <stdio.h>
#include <string.h>

#include "server/policy/logins.h"
#include "server/router/model/account_names.h"
#include "server/router/model/clients.h"
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/accounts.h"
#include "server/router/verbs/accounts/keeper_client.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/journal.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define ID(last) "17000000000000" last
#define FROM "ali!u@h!ali!-"

static const struct config_option options[] = { { "max_clients", "100" },
	{ "hello_time", "0" }, { "accounts", "no" }, { "history", "all" },
	{ "state", "/nowhere" }, { "hold_time", "10" }, { "stall_time", "30" },
	{ NULL, NULL } };
static const struct config_option with_accounts[] = { { "max_clients", "100" },
	{ "hello_time", "0" }, { "accounts", "yes" }, { "history", "all" },
	{ "state", "/nowhere" }, { "hold_time", "10" }, { "stall_time", "30" },
	{ NULL, NULL } };
static const struct config_option with_logins[] = { { "max_clients", "100" },
	{ "hello_time", "0" }, { "accounts", "no" }, { "history", "all" },
	{ "state", "/nowhere" }, { "hold_time", "10" }, { "stall_time", "30" },
	{ "peer_names", "yes" }, { NULL, NULL } };

static struct {
	struct puppet journal;
	struct puppet ali, eve; /* logged in */
	struct puppet bob; /* logged in as bob, if at all, by other names */
	char last[LIMIT_LINE];
	char logged[32]; /* ID of the last line of the log */
	char letter[32]; /* ID of the last letter in it */
	struct str what;
} test;

static uint32_t
client_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->client;
}

static void
log_in(struct puppet *puppet, const char *account)
{
	accounts_set(client_of(puppet), str_from(account));
	pace_turns(MSEC);
}

static void
copy(char to[32], struct str word)
{
	(void)snprintf(to, 32, "%.*s", (int)word.len, word.at);
}

/* Returns the question's number if that is next; passes over other lines. */
static uint64_t
asked(const char *pattern)
{
	uint64_t number;

	pace_turns(MSEC);
	number = played_journal_asked(&test.journal, &test.what);
	return number != 0 && pattern_matches(pattern, test.what) ? number : 0;
}

static void
answer(uint64_t number, const char *text)
{
	played_journal_answer(&test.journal, number, text);
	pace_turns(MSEC);
}

/* Returns whether the journal gets a line of the log like that next. */
static bool
logs(const char *pattern)
{
	pace_turns(MSEC);
	return puppet_hears(&test.journal, pattern);
}

/* Takes the line of the log that has such a row, and notes its IDs. */
static bool
logs_row(const char *box, const char *kind)
{
	char pattern[64];
	struct str line, rest;

	(void)snprintf(
	    pattern, sizeof(pattern), "log o put * %s %s ...", box, kind);
	pace_turns(MSEC);
	while (puppet_line(&test.journal, &line)) {
		if (!pattern_matches(pattern, line))
			continue;
		rest = line;
		for (int i = 0; i < 3; i++)
			(void)str_word(&rest);
		copy(test.logged, str_word(&rest));
		(void)str_word(&rest);
		(void)str_word(&rest);
		copy(test.letter, str_word(&rest));
		return true;
	}
	return false;
}

static bool
logs_letter(const char *box)
{
	return logs_row(box, "letter");
}

static void
stores(void)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "stored %s", test.logged);
	puppet_say(&test.journal, line);
	pace_turns(MSEC);
}

static bool
gets_kept(struct puppet *who, const char *name)
{
	char pattern[96];

	(void)snprintf(
	    pattern, sizeof(pattern), "ok tell kept %s %s", test.letter, name);
	return puppet_hears(who, pattern);
}

static void
is_kept(void)
{
	uint64_t number;

	puppet_say(&test.ali, "tell BOB hi there");
	number = asked("fits @Bob 5 ali ...");
	TAP_OK(number != 0, "the journal is asked whether there is room");
	TAP_OK(puppet_hears_nothing(&test.ali), "and the sender waits");
	answer(number, "done 0 0");
	TAP_OK(logs("log c tell * @ali,Bob ali!*!ali!- Bob hi there"),
	    "the history has it");
	TAP_OK(logs_letter("@Bob"), "and the store of rows");
	TAP_OK(puppet_hears_nothing(&test.ali), "but it is not stored yet");
	stores();
	TAP_OK(gets_kept(&test.ali, "Bob"), "now it is");
}

static void
is_refused(void)
{
	uint64_t number;

	puppet_say(&test.ali, "tell bob again");
	number = asked("fits @Bob ...");
	answer(number, "too-many the mailbox is full");
	TAP_OK(puppet_hears(&test.ali, "err tell too-many the mailbox is full"),
	    "a full mailbox");
	puppet_say(&test.ali, "tell bob again");
	number = asked("fits @Bob ...");
	answer(number, "not-member x");
	TAP_OK(puppet_hears(&test.ali, "err tell unavailable not connected..."),
	    "a refusal that makes no sense");
	TAP_OK(!logs_letter("@Bob"), "nothing is kept then");
	TAP_OK(
	    puppet_ask(&test.ali, "tell cy hi", "err tell no-such-name ...") &&
		puppet_ask(
		    &test.ali, "note @bob hi", "err note no-such-name ..."),
	    "nor is it for others");
}

static void
is_in_turn(void)
{
	uint64_t number;

	puppet_say(&test.ali, "tell bob one");
	number = asked("fits @Bob 5 ali ...");
	puppet_say(&test.eve, "tell bob two");
	TAP_OK(number != 0 && played_journal_asked_nothing(&test.journal),
	    "one asks about a mailbox at a time");
	puppet_say(&test.eve, "ping");
	answer(number, "done 0 0");
	TAP_OK(logs_letter("@Bob"), "that letter is in the log");
	number = asked("fits @Bob 5 eve ...");
	TAP_OK(number != 0, "before the next is asked for");
	stores();
	TAP_OK(gets_kept(&test.ali, "Bob"), "it is kept");
	answer(number, "done 0 0");
	TAP_OK(logs_letter("@Bob"), "and so is the next");
	stores();
	TAP_OK(
	    gets_kept(&test.eve, "Bob") && puppet_hears(&test.eve, "ok ping"),
	    "and its sender goes on");
}

/* Three send to one mailbox; the second gives up. */
static void
are_in_line(void)
{
	static struct puppet una, joe;
	uint64_t number;

	puppet_join(&una, "una", "rice");
	puppet_join(&joe, "joe", "wine");
	account_names_add(STR("una"), 6, false);
	account_names_add(STR("joe"), 7, false);
	log_in(&una, "una");
	answer(asked("letters ..."), "done 0 0");
	log_in(&joe, "joe");
	answer(asked("letters ..."), "done 0 0");
	puppet_say(&test.ali, "tell bob one");
	MUST(asked("fits @Bob 5 ali ...") != 0, "it does not ask");
	puppet_say(&una, "tell BOB two");
	pace_turns(MSEC);
	puppet_say(&joe, "tell bob three");
	pace_turns(MSEC);
	puppet_say(&test.eve, "tell bob four");
	pace_turns(3 * SEC);
	puppet_say(&joe, "tell nosuch five");
	pace_turns(MSEC);
	stage_configure(with_accounts); /* of which it knows nothing yet */
	puppet_die(&joe);
	TAP_OK(logs_row("@Bob", "offer * 5 joe"),
	    "what a worker that died has left goes to the journal, unasked");
	TAP_OK(!logs_row("@nosuch", "offer"),
	    "unless nobody knows whether there is such an account");
	stage_configure(options);
	puppet_die(&test.ali);
	TAP_OK(logs_row("@Bob", "offer"), "instead of its question");
	number = asked("fits @Bob 5 una ...");
	TAP_OK(number != 0, "the first to wait is next");
	answer(number, "too-many the mailbox is full");
	puppet_die(&una);
	answer(asked("fits @Bob 5 eve ..."), "done 0 0");
	TAP_OK(
	    logs_letter("@Bob"), "and then the last, as the others have gone");
	stores();
	TAP_OK(puppet_hears(&test.eve, "quit * ali") &&
		gets_kept(&test.eve, "Bob"),
	    "who gets its answer");
	account_names_drop(STR("ali"));
	puppet_join(&test.ali, "ali", "tea");
	account_names_add(STR("ali"), 3, false);
	log_in(&test.ali, "ali");
	answer(asked("letters ..."), "done 0 0");
	puppet_hear_all(&test.ali, test.last);
	puppet_hear_all(&test.eve, test.last);
	puppet_hear_all(&test.journal, test.last);
}

/* A sender that has not read what it got does not take its answer. */
static void
is_left_behind(void)
{
	bool *over = &slots_get(test.ali.slot)->down.over_mark;
	uint64_t number;

	puppet_say(&test.ali, "tell bob slow");
	number = asked("fits @Bob 5 ali ...");
	*over = true;
	answer(number, "done 0 0");
	puppet_say(&test.eve, "tell bob quick");
	number = asked("fits @Bob 5 eve ...");
	TAP_OK(number != 0, "nobody waits for a sender that does not read");
	*over = false;
	pace_turns(MSEC);
	TAP_OK(played_journal_asked_nothing(&test.journal),
	    "whose turn comes again");
	answer(number, "done 0 0");
	MUST(logs_letter("@Bob"), "no letter");
	stores();
	TAP_OK(gets_kept(&test.eve, "Bob"), "after the other");
	pace_turns(SEC);
	answer(asked("fits @Bob 5 ali ..."), "done 0 0");
	MUST(logs_letter("@Bob"), "no letter");
	stores();
	TAP_OK(gets_kept(&test.ali, "Bob"), "as it asks anew");
}

/* Without a journal, nobody waits for the time of others as well. */
static void
is_refused_in_time(void)
{
	uint64_t number;

	played_journal_die(&test.journal);
	puppet_say(&test.ali, "tell bob one");
	pace_turns(3 * SEC);
	puppet_say(&test.eve, "tell bob two");
	pace_turns(8 * SEC);
	TAP_OK(puppet_hears(&test.ali, "err tell unavailable not connected..."),
	    "without a journal, the first is refused after hold_time");
	TAP_OK(puppet_hears_nothing(&test.eve), "the next waits for it still");
	pace_turns(3 * SEC);
	TAP_OK(puppet_hears(&test.eve, "err tell unavailable not connected..."),
	    "until its own hold_time is over");
	played_journal_enter(&test.journal, 0);
	puppet_say(&test.ali, "tell bob three");
	number = asked("fits @Bob 5 ali ...");
	puppet_say(&test.eve, "tell bob four");
	pace_turns(11 * SEC);
	TAP_OK(puppet_hears(&test.eve, "err tell unavailable not connected..."),
	    "so it is while a journal does not answer the other");
	answer(number, "too-many the mailbox is full");
	TAP_OK(puppet_hears(&test.ali, "err tell too-many the mailbox is full"),
	    "who gets its answer");
}

/* The recipient comes while its mailbox is asked about. */
static void
has_come(void)
{
	uint64_t number;

	puppet_say(&test.ali, "tell bob three");
	number = asked("fits @Bob ...");
	TAP_OK(number != 0, "it is asked");
	log_in(&test.bob, "Bob");
	puppet_say(&test.bob, "name bob");
	MUST(puppet_hears(&test.bob, "name * robert bob"), "not renamed");
	answer(asked("letters @Bob 5"), "done 0 0");
	answer(number, "done 0 0");
	TAP_OK(puppet_hears(&test.ali, "tell * ali bob three") &&
		puppet_hears(&test.bob, "tell * ali bob three"),
	    "whoever comes meanwhile gets it as if there all the time");
	TAP_OK(!logs_letter("@Bob"), "and it is not kept");
	puppet_say(&test.bob, "name robert");
	MUST(puppet_hears(&test.bob, "name * bob robert"), "not renamed");
	log_in(&test.bob, "");
}

/* A journal that dies, and one that cannot write. */
static void
is_not_stored(void)
{
	uint64_t number;

	puppet_say(&test.ali, "tell bob four");
	number = asked("fits @Bob ...");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	TAP_OK(number != 0 && (number = asked("fits @Bob ...")) != 0,
	    "the next journal is asked again");
	answer(number, "done 0 0");
	MUST(logs_letter("@Bob"), "no letter");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	TAP_OK(logs_letter("@Bob"), "it gets the letter again");
	stores();
	TAP_OK(gets_kept(&test.ali, "Bob"), "which is kept");
	puppet_say(&test.ali, "tell bob five");
	number = asked("fits @Bob ...");
	answer(number, "done 0 0");
	MUST(logs_letter("@Bob"), "no letter");
	puppet_say(&test.journal, "failing of old age");
	pace_turns(11 * SEC);
	pace_turns(MSEC);
	TAP_OK(puppet_hears(&test.ali, "err tell unavailable not connected..."),
	    "if it cannot write, the letter is refused");
	TAP_OK(logs("log c void * @ali,Bob *") &&
		logs("log o cut * @Bob letter *"),
	    "and taken back, also from the history");
	puppet_hear_all(&test.journal, test.last);
	puppet_say(&test.ali, "tell bob six");
	pace_turns(9 * SEC);
	TAP_OK(puppet_hears_nothing(&test.journal) &&
		puppet_hears_nothing(&test.ali),
	    "one that comes meanwhile is not logged");
	pace_turns(2 * SEC);
	TAP_OK(puppet_hears(&test.ali, "err tell unavailable not connected..."),
	    "and refused in the end");
	puppet_say(&test.ali, "tell bob seven");
	pace_turns(3 * SEC);
	puppet_say(&test.journal, "failing");
	stores();
	pace_turns(SEC);
	answer(asked("fits @Bob ..."), "too-many the mailbox is full");
	TAP_OK(puppet_hears(&test.ali, "err tell too-many the mailbox..."),
	    "unless the journal can write again");
}

static void
gives(uint64_t number, const char *letter, const char *text)
{
	char line[160];

	(void)snprintf(line, sizeof(line),
	    "past put 1700000000009999 @bob letter %s " FROM " %s", letter,
	    text);
	played_journal_answer(&test.journal, number, line);
}

static void
is_given(void)
{
	uint64_t number;

	log_in(&test.bob, "Bob");
	number = asked("letters @Bob 5");
	TAP_OK(number != 0, "whoever logs in has its mailbox read");
	gives(number, ID("01"), "one");
	gives(number, ID("03"), "two");
	pace_turns(MSEC);
	TAP_OK(puppet_hears(&test.bob, "letters") &&
		puppet_hears(&test.bob, "past tell " ID("01") " ali Bob one") &&
		puppet_hears(&test.bob, "past tell " ID("03") " ali Bob two"),
	    "the letters come at once");
	puppet_say(&test.bob, "history @ali last 5");
	TAP_OK(played_journal_asked_nothing(&test.journal),
	    "a request waits until they are over");
	answer(number, "more " ID("03") " 2");
	TAP_OK(puppet_hears(&test.bob, "letters " ID("03")), "that is said");
	number = asked("backward ...");
	TAP_OK(number != 0 && played_journal_asked_nothing(&test.journal),
	    "then it is answered before the others come");
	played_journal_answer(&test.journal, number,
	    "past tell " ID("01") " @ali,Bob " FROM " Bob one");
	answer(number, "done " ID("01") " 1");
	TAP_OK(puppet_hears(&test.bob, "past tell " ID("01") " ali Bob one") &&
		puppet_hears(&test.bob, "ok history @ali 1 " ID("01")),
	    "which are no part of it");
	number = asked("letters @Bob " ID("03"));
	TAP_OK(number != 0, "the rest is asked for");
	gives(number, ID("04"), "three");
	played_journal_die(&test.journal);
	played_journal_enter(&test.journal, 0);
	number = asked("letters @Bob " ID("04"));
	TAP_OK(number != 0, "another journal is asked for what is missing");
	gives(number, ID("05"), "four");
	answer(number, "done " ID("05") " 1");
	TAP_OK(puppet_hears(&test.bob, "letters") &&
		puppet_hears(&test.bob, "past tell " ID("04") " ...") &&
		puppet_hears(&test.bob, "past tell " ID("05") " ...") &&
		puppet_hears(&test.bob, "letters " ID("05")),
	    "so that none comes twice");
	TAP_OK(played_journal_asked_nothing(&test.journal), "that is all");
}

static void
is_done(void)
{
	TAP_OK(puppet_ask(&test.bob, "done 17", "err done no-such-item ...") &&
		puppet_ask(
		    &test.bob, "done " ID("00"), "err done no-such-item ...") &&
		puppet_ask(
		    &test.bob, "done " ID("06"), "err done no-such-item ..."),
	    "what was not sent cannot be done");
	puppet_say(&test.bob, "done " ID("02"));
	TAP_OK(logs("log o cut * @Bob letter -" ID("02")) &&
		puppet_hears(&test.bob, "ok done " ID("02")),
	    "what is no letter now can be: it may have been one");
	puppet_say(&test.bob, "done " ID("03"));
	TAP_OK(logs("log o cut * @Bob letter -" ID("03")) &&
		puppet_hears(&test.bob, "ok done " ID("03")),
	    "all letters up to that one are deleted");
	TAP_OK(puppet_ask(
		   &test.bob, "done " ID("03"), "err done no-such-item ..."),
	    "once");
	TAP_OK(puppet_ask(
		   &test.bob, "done " ID("01"), "err done no-such-item ..."),
	    "with those before it");
}

/* A new letter for an account whose client has another name. */
static void
comes_at_once(void)
{
	uint64_t number;

	puppet_say(&test.ali, "tell bob now");
	number = asked("fits ...");
	answer(number, "done 0 0");
	MUST(logs_letter("@Bob"), "no letter");
	TAP_OK(played_journal_asked_nothing(&test.journal),
	    "nobody sees it before it is stored");
	stores();
	MUST(gets_kept(&test.ali, "Bob"), "not kept");
	number = asked("letters @Bob " ID("05"));
	TAP_OK(number != 0, "then it is read at once");
	gives(number, test.letter, "now");
	/* One more, while the answer is under way. */
	puppet_say(&test.ali, "tell bob more");
	answer(asked("fits ..."), "done 0 0");
	MUST(logs_letter("@Bob"), "no letter");
	stores();
	MUST(puppet_hears(&test.ali, "ok tell kept ..."), "not kept");
	answer(number, "done 0 1");
	TAP_OK(puppet_hears(&test.bob, "letters") &&
		puppet_hears(&test.bob, "past tell * ali Bob now") &&
		puppet_hears(&test.bob, "letters *"),
	    "and is given");
	number = asked("letters @Bob *");
	TAP_OK(number != 0, "one that came meanwhile is asked for");
	answer(number, "done 0 0");
	TAP_OK(puppet_hears_nothing(&test.bob), "without any, nothing is said");
}

/* The sender does not wait until its letter is stored. */
static void
sender_goes(void)
{
	uint64_t number;

	puppet_say(&test.eve, "tell bob bye");
	answer(asked("fits @Bob 5 eve ..."), "done 0 0");
	MUST(logs_letter("@Bob"), "no letter");
	puppet_die(&test.eve);
	pace_turns(6 * SEC);
	number = asked("letters @Bob *");
	TAP_OK(number != 0, "a letter whose sender has gone is read, too");
	answer(number, "done 0 0");
	stores();
	MUST(puppet_hears(&test.ali, "quit * eve"), "it is still here");
}

/* Answers of a captured journal, instead of letters. */
static const char *const wrong[] = {
	"past msg 1800000000000001 tea " FROM " hi",
	"talk tea 1800000000000001",
	"past put 1 @ali letter 1800000000000001 " FROM " hi",
	"past put 1 tea letter 1800000000000001 " FROM " hi",
	"past put 1 @bob row 1800000000000001 " FROM " hi",
	"past put 1 @bob letter x " FROM " hi",
	"past put 1 @bob letter 5 " FROM " hi",
	"past put 1 @bob letter 18000000000000011 " FROM " hi",
	"past put 1 @bob letter 1800000000000001 " FROM,
	"past put 1 @bob letter 1800000000000001",
	"past put",
	"past cut 1 @bob letter 1800000000000001 " FROM " hi",
};

static void
stands_rubbish(void)
{
	uint64_t number;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		log_in(&test.bob, "");
		log_in(&test.bob, "Bob");
		number = asked("letters @Bob 5");
		played_journal_answer(&test.journal, number, wrong[i]);
		answer(number, "done 0 1");
		TAP_OK(number != 0 &&
			stage_logged("broken: journal sent an answer that was "
				     "not asked for") &&
			puppet_hears_nothing(&test.bob),
		    "%s", wrong[i]);
	}
	log_in(&test.bob, "");
	log_in(&test.bob, "Bob");
	number = asked("letters @Bob 5");
	answer(number, "more 5 0");
	TAP_OK(stage_logged("broken: journal ...") &&
		played_journal_asked_nothing(&test.journal),
	    "more, but nothing new");
}

/* A client that has much to read gets its letters later. */
static void
has_no_room(void)
{
	bool *over = &slots_get(test.bob.slot)->down.over_mark;
	uint64_t number;

	log_in(&test.bob, "");
	*over = true;
	log_in(&test.bob, "Bob");
	TAP_OK(played_journal_asked_nothing(&test.journal),
	    "nothing is asked for a client that is behind");
	*over = false;
	pace_turns(SEC);
	number = asked("letters @Bob 5");
	answer(number, "done 0 0");
	TAP_OK(number != 0, "until it has read");
}

/* The client is another one, or nobody, when the letters come. */
static void
has_gone(void)
{
	uint64_t number;

	log_in(&test.bob, "");
	log_in(&test.bob, "Bob");
	number = asked("letters @Bob 5");
	gives(number, ID("01"), "one");
	pace_turns(MSEC);
	log_in(&test.bob, "");
	gives(number, ID("02"), "two");
	answer(number, "done 0 2");
	TAP_OK(puppet_hears(&test.bob, "letters") &&
		puppet_hears(&test.bob, "past tell " ID("01") " ...") &&
		puppet_hears(&test.bob, "letters " ID("01")) &&
		puppet_hears_nothing(&test.bob),
	    "whoever logs out gets no more");
	TAP_OK(puppet_ask(
		   &test.bob, "done " ID("01"), "err done no-such-item ..."),
	    "and cannot delete any");
	log_in(&test.bob, "Bob");
	number = asked("letters @Bob 5");
	gives(number, ID("01"), "one");
	TAP_OK(number != 0, "the next login has all of them");
	puppet_die(&test.bob);
	gives(number, ID("02"), "two");
	answer(number, "done 0 2");
	puppet_say(&test.ali, "ping");
	TAP_OK(puppet_hears(&test.ali, "ok ping"), "nor whoever has gone");
}

/* Says "done ID", which deletes letters in that mailbox alone. */
static void
finishes(struct puppet *puppet, const char *box, const char *id)
{
	char line[96];

	puppet_hear_all(puppet, test.last);
	(void)snprintf(line, sizeof(line), "done %s", id);
	puppet_say(puppet, line);
	(void)snprintf(
	    line, sizeof(line), "log o cut * %s letter -%s", box, id);
	TAP_OK(logs(line), "done, in %s", box);
	(void)snprintf(line, sizeof(line), "ok done %s", id);
	TAP_OK(puppet_hears(puppet, line), "and said");
}

/*
 * A client called root, whose user is another one; and which has been root all
 * the time.
 */
static void
is_of_its_user(const char *root)
{
	static struct puppet mal;
	struct peer_user *user;
	uint64_t number;
	char line[96];

	account_names_add(STR("mal"), 6, false);
	puppet_join(&mal, root, "milk");
	user = &clients_get(client_of(&mal))->peer_user;
	MUST(users_enter(user, (uid_t)0x7ffffff0, 0), "no such user");
	stage_configure(with_logins);
	log_in(&mal, "mal");
	answer(asked("letters @mal 6"), "done 0 0");
	TAP_OK(played_journal_asked_nothing(&test.journal),
	    "whoever took a login's name before has no letters of it");
	log_in(&mal, "");
	TAP_OK(puppet_ask(&mal, "tell bob hi", "err tell no-such-name ..."),
	    "and leaves none by it");
	users_leave(user);
	MUST(users_enter(user, 0, 0), "no root");
	log_in(&mal, "mal");
	answer(asked("letters @mal 6"), "done 0 0");
	(void)snprintf(line, sizeof(line), "letters @%s 0", root);
	number = asked(line);
	TAP_OK(number != 0, "its user has");
	puppet_hear_all(&mal, test.last);
	account_names_add(str_from(root), 7, false);
	(void)snprintf(line, sizeof(line),
	    "past put 1 @%s letter " ID("01") " " FROM " hi", root);
	played_journal_answer(&test.journal, number, line);
	answer(number, "done 0 1");
	answer(asked("letters @mal 6"), "done 0 0");
	log_in(&mal, "");
	TAP_OK(played_journal_asked_nothing(&test.journal) &&
		puppet_hears_nothing(&mal),
	    "unless they may be for somebody else's account");
	TAP_OK(puppet_ask(&mal, "tell bob hi", "err tell no-such-name ..."),
	    "which leaves its own");
	log_in(&mal, root);
	(void)snprintf(line, sizeof(line), "letters @%s 7", root);
	TAP_OK(asked(line) != 0, "that account has those since it was made");
	puppet_die(&mal);
	account_names_drop(str_from(root));
	stage_configure(options);
}

/* Reads the letters of an account, and then those of a login name. */
static void
has_two_mailboxes(const char *root)
{
	static struct puppet puppet;
	char in_login[LIMIT_NAME + 2], line[96];
	uint64_t number;

	puppet_join(&puppet, root, "milk");
	MUST(users_enter(&clients_get(client_of(&puppet))->peer_user, 0, 0),
	    "no root");
	stage_configure(with_logins);
	log_in(&puppet, "Bob");
	puppet_hear_all(&puppet, test.last);
	number = asked("letters @Bob 5");
	gives(number, ID("01"), "one");
	gives(number, ID("04"), "two");
	answer(number, "done 0 2");
	TAP_OK(number != 0 && played_journal_asked_nothing(&test.journal),
	    "of two mailboxes, only one is read");
	finishes(&puppet, "@Bob", ID("01"));
	TAP_OK(played_journal_asked_nothing(&test.journal),
	    "while letters of it are left");
	finishes(&puppet, "@Bob", ID("04"));
	(void)snprintf(in_login, sizeof(in_login), "@%s", root);
	(void)snprintf(line, sizeof(line), "letters %s 0", in_login);
	number = asked(line);
	TAP_OK(number != 0, "then the other one is");
	(void)snprintf(line, sizeof(line),
	    "past put 1 %s letter " ID("03") " " FROM " hi", in_login);
	played_journal_answer(&test.journal, number, line);
	answer(number, "done 0 1");
	TAP_OK(puppet_hears(&puppet, "letters") &&
		puppet_hears(&puppet, "past tell " ID("03") " ...") &&
		puppet_hears(&puppet, "letters " ID("03")),
	    "which may have older letters");
	finishes(&puppet, in_login, ID("03"));
	puppet_die(&puppet);
	stage_configure(options);
}

static void
knows_logins(void)
{
	char root[LIMIT_NAME + 1];
	struct error why;

	MUST(logins_read(&why), "%s", why.text);
	logins_use();
	if (logins_name(0).len == 0) {
		tap_note("root has no login here");
		return;
	}
	(void)snprintf(root, sizeof(root), "%.*s", (int)logins_name(0).len,
	    logins_name(0).at);
	is_of_its_user(root);
	has_two_mailboxes(root);
}

/* The account goes while the journal is asked, and nobody knows of any. */
static void
goes_meanwhile(void)
{
	uint64_t number, next;

	puppet_say(&test.ali, "tell bob hi");
	number = asked("fits @Bob 5 ali ...");
	account_names_drop(STR("Bob"));
	stage_configure(with_accounts);
	keeper_client_wake(client_of(&test.ali));
	pace_turns(11 * SEC);
	TAP_OK(puppet_hears(&test.ali, "err tell unavailable ..."), "refused");
	puppet_say(&test.ali, "history tea last 1");
	next = asked("backward tea ali ...");
	TAP_OK(next != 0, "the next question is put to the journal");
	answer(number, "done");
	TAP_OK(puppet_hears_nothing(&test.ali), "the last answer is nobody's");
	answer(next, "done 0 0");
	TAP_OK(puppet_hears(&test.ali, "ok history tea 0 0"), "only its own");
	stage_configure(options);
}

static void
is_removed(void)
{
	account_names_drop(STR("Bob"));
	TAP_OK(
	    puppet_ask(&test.ali, "tell bob hi", "err tell no-such-name ..."),
	    "an account that was removed gets nothing");
	stage_configure((const struct config_option[]) {
	    { "max_clients", "100" }, { "hello_time", "0" }, { NULL, NULL } });
	account_names_add(STR("Bob"), 5, false);
	TAP_OK(
	    puppet_ask(&test.ali, "tell bob hi", "err tell no-such-name ..."),
	    "nor does anybody on a server that stores nothing");
}

int
main(void)
{
	stage_begin(options);
	played_journal_takes_letters();
	played_journal_enter(&test.journal, 0);
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.eve, "eve", "tea");
	puppet_join(&test.bob, "robert", "milk");
	account_names_add(STR("ali"), 3, false);
	account_names_add(STR("eve"), 4, false);
	account_names_add(STR("Bob"), 5, false);
	log_in(&test.ali, "ali");
	log_in(&test.eve, "eve");
	for (int i = 0; i < 2; i++)
		answer(asked("letters ..."), "done 0 0");
	puppet_hear_all(&test.ali, test.last);
	puppet_hear_all(&test.eve, test.last);
	puppet_hear_all(&test.journal, test.last);
	stage_forget_log();
	is_kept();
	is_refused();
	is_in_turn();
	are_in_line();
	is_left_behind();
	is_refused_in_time();
	has_come();
	is_not_stored();
	is_given();
	is_done();
	comes_at_once();
	sender_goes();
	stands_rubbish();
	has_no_room();
	has_gone();
	knows_logins();
	goes_meanwhile();
	is_removed();
	return tap_done();
}
