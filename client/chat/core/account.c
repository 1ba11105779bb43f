/* A person's account: see account.h. */
#include "chat/core/account.h"

#include <stdio.h>
#include <sysexits.h>

#include "chat/core/console.h"
#include "conf/settings_file.h"
#include "net/address.h"
#include "shared/crypto/secret.h"
#include "shared/names.h"
#include "system/files.h"

#define MISTAKE(chat, ...) CHAT_TELL(chat, REMARK_MISTAKE, __VA_ARGS__)

/* Copies the text, which fits, as a C string. */
static void
copy(char *room, struct str text)
{
	memcpy(room, text.at, text.len);
	room[text.len] = '\0';
}

/* Ends the command that is under way, and wipes what was typed. */
static void
finish(struct chat *chat)
{
	chat->account_state.step = ACCOUNT_IDLE;
	secret_wipe(
	    &chat->account_state.typed, sizeof(chat->account_state.typed));
}

/*
 * Begins a command for the account: notes its name. Tells the person what is
 * wrong, and returns false.
 */
static bool
begin_command(struct chat *chat, struct str word, struct str name)
{
	if (chat->account_state.step != ACCOUNT_IDLE)
		MISTAKE(
		    chat, STR("wait for the answer to /login or /register"));
	else if (name_check(name) != CODE_OK)
		MISTAKE(chat, STR("usage: /"), word,
		    STR(" NAME; NAME is an account"));
	else {
		copy(chat->account_state.typed.name, name);
		return true;
	}
	return false;
}

/* Asks for the secret of the account. */
static void
ask(struct chat *chat, question_taker *take, struct str before,
    struct str behind)
{
	const struct str name = str_from(chat->account_state.typed.name);

	if (chat->console->typing.asks) {
		MISTAKE(chat, STR("another question is open; try again"));
		finish(chat);
		return;
	}
	chat->account_state.step = ACCOUNT_ASKS;
	CHAT_ASK(chat, true, take, before, name, behind);
}

/*
 * Returns whether the answer is a command, such as /quit, rather than a new
 * secret; then asks again, and tells how to leave.
 */
static bool
is_command(struct chat *chat, struct str answer, question_taker *take)
{
	if (!str_begins(answer, STR("/")))
		return false;
	MISTAKE(chat,
	    STR("a new secret must not begin with /; Enter alone ends the "
		"question"));
	ask(chat, take, STR("secret for the new account "), STR(": "));
	return true;
}

/*
 * Takes a secret, which is null if the person gives none. Tells why it cannot
 * be one, and returns false.
 */
static bool
take_secret(struct chat *chat, struct str secret)
{
	if (secret.at != NULL && text_check(secret, LIMIT_SECRET) == CODE_OK) {
		copy(chat->account_state.typed.secret, secret);
		return true;
	}
	if (secret.at != NULL)
		MISTAKE(chat,
		    STR("a secret has 1 to 1000 bytes and no control "
			"characters"));
	finish(chat);
	return false;
}

static void
log_in(struct chat *chat, struct str secret)
{
	const struct account_secret *typed = &chat->account_state.typed;

	if (!take_secret(chat, secret))
		return;
	chat->account_state.step = ACCOUNT_LOGS_IN;
	link_log_in(&chat->link, typed->name, typed->secret);
}

void
account_login(struct chat *chat, struct str rest)
{
	if (!begin_command(chat, STR("login"), str_word(&rest)))
		return;
	if (rest.at == NULL)
		ask(chat, log_in, STR("secret for "), STR(": "));
	else
		log_in(chat, rest);
}

bool
account_may_say(struct chat *chat, struct str word)
{
	if (login_may_send_secret(&chat->session))
		return true;
	MISTAKE(chat, STR("not sent: /"), word,
	    STR(" would show the secret to the network; it needs a server on "
		"this machine"));
	return false;
}

/* Returns whether the server takes a command now; tells if it does not. */
static bool
may_say_now(struct chat *chat)
{
	if (session_ready(&chat->session))
		return true;
	MISTAKE(chat, STR("not sent; try again in a moment"));
	return false;
}

/* Sends "oper NAME SECRET". */
static void
say_oper(struct chat *chat, struct str secret)
{
	if (!take_secret(chat, secret))
		return;
	if (may_say_now(chat))
		SESSION_SAY(&chat->session, VERB_OPER, STR("oper"),
		    str_from(chat->account_state.typed.name), secret);
	finish(chat);
}

void
account_oper(struct chat *chat, struct str rest)
{
	const struct str name = str_word(&rest);

	if (!account_may_say(chat, STR("oper")) ||
	    !begin_command(chat, STR("oper"), name))
		return;
	if (rest.at == NULL)
		ask(chat, say_oper, STR("secret for "), STR(": "));
	else
		say_oper(chat, rest);
}

/*
 * Takes the secret of a new account for the second time, and sends it. What the
 * server can tells whether it keeps accounts.
 */
static void
take_again(struct chat *chat, struct str secret)
{
	struct account_state *state = &chat->account_state;
	struct session *session = &chat->session;
	const bool same =
	    secret.at != NULL && str_eq(secret, str_from(state->typed.secret));

	if (secret.at != NULL && !same)
		MISTAKE(chat, STR("the secrets differ; no account created"));
	if (!same || !may_say_now(chat)) {
		finish(chat);
		return;
	}
	state->step = ACCOUNT_REGISTERS;
	SESSION_ASK(session, VERB_CAN, STR("can"));
	SESSION_ASK(session, VERB_REGISTER, STR("register"), secret);
}

/* Takes the first secret of a new account. */
static void
take_new(struct chat *chat, struct str secret)
{
	if (is_command(chat, secret, take_new) || !take_secret(chat, secret))
		return;
	if (str_strip(secret).len == secret.len) {
		ask(chat, take_again, STR("the same secret for "),
		    STR(" again: "));
		return;
	}
	MISTAKE(chat, STR("a secret must not begin or end with a space"));
	finish(chat);
}

void
account_register(struct chat *chat, struct str rest)
{
	const struct str name = session_name(&chat->session);

	if (rest.len > 0)
		MISTAKE(chat,
		    STR("type /register alone to create an account: it asks "
			"for the secret; /register #G registers group G"));
	else if (chat->account_state.logged_in)
		MISTAKE(chat,
		    STR("you are logged in; /register #G registers group G"));
	else if (name.len == 0)
		MISTAKE(chat,
		    STR("the account gets your name; type your name first, "
			"then /register"));
	else if (account_may_say(chat, STR("register")) &&
	    begin_command(chat, STR("register"), name))
		ask(chat, take_new, STR("secret for the new account "),
		    STR(": "));
}

/* Returns whether the configuration could keep the account, and does not. */
static bool
may_be_kept(const struct chat *chat)
{
	const struct account_secret *used = &chat->account_state.used;
	const struct settings *now = chat->options.settings;
	const bool kept = now->account != NULL && now->secret != NULL &&
	    str_caseeq(str_from(now->account), str_from(used->name)) &&
	    strcmp(now->secret, used->secret) == 0;

	return !files_restricted() && !now->apart && !kept;
}

/* Keeps the account that is used, with its secret, if the answer is yes. */
static void
take_keep(struct chat *chat, struct str answer)
{
	const struct account_secret *used = &chat->account_state.used;
	const struct setting *account = settings_find("account");
	const struct setting *secret = settings_find("secret");
	const struct settings old = *chat->options.settings;
	char path[SETTINGS_PATH];
	struct error why;

	if (answer.at == NULL)
		return;
	settings_file_find(path, true);
	const char *wrong = settings_set(account, used->name);
	if (wrong == NULL)
		wrong = settings_set(secret, used->secret);
	if (wrong == NULL && settings_save(secret, NULL, &why)) {
		CHAT_REMARK(chat, STR("saved in "), str_from(path));
		return;
	}
	MISTAKE(chat, STR("not saved: "),
	    str_from(wrong != NULL ? wrong : why.text));
	/* What the file has not is not kept: the next login asks again. */
	(void)settings_set(account, old.account);
	(void)settings_set(secret, old.secret);
}

/*
 * Notes that we are logged in as typed, and as reconnecting will; ends the
 * command.
 */
static void
use_typed(struct chat *chat)
{
	struct account_state *state = &chat->account_state;
	const struct typing *typing = &chat->console->typing;

	state->used = state->typed;
	chat->link.options.account = state->used.name;
	chat->link.options.secret = state->used.secret;
	state->logged_in = true;
	finish(chat);
	if (may_be_kept(chat) && typing_is_free(typing) &&
	    edit_line(&typing->edit).len == 0)
		CHAT_ASK(chat, false, take_keep, STR("keep account "),
		    str_from(state->used.name),
		    STR(" and its secret in your configuration? (y/n) "));
}

/* Finishes a login that was typed: the account names a client without a name.
 */
static void
finish_login(struct chat *chat)
{
	const struct str name = session_name(&chat->session);
	const struct str account = str_from(chat->account_state.typed.name);
	const bool other = name.len > 0 && !str_caseeq(name, account);

	CHAT_REMARK(chat, STR("logged in as "), account,
	    other ? STR("; your name is still ") : STR(""),
	    other ? name : STR(""));
	if (name.len == 0)
		chat_take_name(chat, chat->account_state.typed.name);
	use_typed(chat);
}

void
account_heard(struct chat *chat)
{
	const struct login *login = &chat->link.login;
	const enum login_heard heard = chat->link.heard;

	if (heard == LOGIN_GOES_ON)
		return;
	if (heard == LOGIN_DONE) {
		chat->account_state.logged_in = true;
		if (chat->account_state.step == ACCOUNT_LOGS_IN)
			finish_login(chat);
		return;
	}
	if (heard == LOGIN_FORGED)
		chat_fail(chat, EX_NOPERM, "cannot log in as %s: %s",
		    login->account, login->why);
	else
		MISTAKE(chat, STR("cannot log in as "),
		    str_from(login->account), STR(": "), str_from(login->why));
	finish(chat);
}

/* Takes the answer to our "register". */
static void
take_registered(struct chat *chat, const struct command *line)
{
	const struct account_state *state = &chat->account_state;

	if (line->rule->verb == VERB_ERR) {
		MISTAKE(chat, STR("no account created: "), line->arg[2]);
		finish(chat);
		return;
	}
	CHAT_REMARK(chat, STR("created account "), str_from(state->typed.name),
	    STR("; you are logged in"));
	if (state->passes)
		CHAT_REMARK(chat,
		    STR("this server keeps no accounts: yours lasts until the "
			"server ends"));
	use_typed(chat);
	if (!chat->console->typing.asks)
		CHAT_REMARK(chat, STR("to log in next time, type /login "),
		    str_from(state->used.name));
}

bool
account_note(struct chat *chat, const struct command *line)
{
	struct account_state *state = &chat->account_state;
	const struct session *session = &chat->session;
	const bool ok = line->rule->verb == VERB_OK;
	const struct str verb = line->arg[0];
	const struct str rest = line->arg[1];

	/* An event about our own account says that it was removed. */
	if (line->rule->verb == VERB_ACCOUNT &&
	    str_caseeq(grammar_actor(line), session_name(session))) {
		state->logged_in = false;
		MISTAKE(chat, STR("your account was removed from the server"));
	}
	if (!ok && line->rule->verb != VERB_ERR)
		return false;
	if (session_awaits(session, VERB_CAN, true)) {
		state->passes = ok && login_offers(rest, STR("volatile"));
		return true;
	}
	if (session_awaits(session, VERB_REGISTER, true)) {
		take_registered(chat, line);
		return true;
	}
	if (ok && session_awaits(session, VERB_REGISTER, false) &&
	    rest.len > 0) {
		CHAT_REMARK(
		    chat, STR("registered #"), rest, STR(" for your account"));
		return true;
	}
	/* Who has not been logged in may do without, too. */
	if (str_eq(verb, STR("logout")) &&
	    (ok || str_eq(rest, code_word(CODE_NOT_ALLOWED)))) {
		state->logged_in = false;
		chat->link.options.account = NULL;
		chat->link.options.secret = NULL;
		if (!ok)
			CHAT_REMARK(
			    chat, STR("without account until the next start"));
		return !ok;
	}
	if (ok &&
	    (str_eq(verb, STR("login")) ||
		str_eq(verb, STR("register")) || /* by enroll */
		(str_eq(verb, STR("prove")) && rest.len > 0 &&
		    rest.at[0] != '+' && rest.at[0] != '-'))) {
		state->logged_in = true;
		chat->link.letters.step = LETTERS_WANTED;
	}
	return false;
}

void
account_offer_login(struct chat *chat, const struct command *err)
{
	const bool named = session_name(&chat->session).len > 0;
	const bool logged_in =
	    chat->account_state.logged_in && chat->link.options.account != NULL;
	struct str owner = err->arg[2];

	if (err->rule->verb != VERB_ERR || !str_eq(err->arg[0], STR("name")))
		return;
	if (!str_skip(&owner, LINK_RESERVED)) {
		if (named || !str_eq(err->arg[1], code_word(CODE_NAME_TAKEN)))
			return;
		owner = str_from(chat->tried);
	}
	if (!logged_in && !chat_is_offline(chat))
		CHAT_REMARK(chat, STR("if account "), owner,
		    STR(" is yours, type /login "), owner);
}

bool
account_is_missed(const struct chat *chat)
{
	return chat->link.options.account != NULL &&
	    !chat->account_state.logged_in && !login_is_on(&chat->link.login) &&
	    !chat_is_offline(chat);
}

void
account_lost(struct chat *chat)
{
	/* An open question stays: its Enter ends what is typed. */
	chat->account_state.logged_in = false;
	if (chat->account_state.step != ACCOUNT_ASKS)
		finish(chat);
}
