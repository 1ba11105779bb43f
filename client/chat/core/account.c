/* A person's account: see account.h. */
#include "chat/core/account.h"

#include <stdlib.h>
#include <sysexits.h>

#include "chat/core/chat_state.h"
#include "conf/files.h"
#include "conf/settings_file.h"
#include "net/address.h"
#include "shared/crypto/secret.h"
#include "shared/names.h"

#define MISTAKE(chat, ...) CHAT_TELL(chat, REMARK_MISTAKE, __VA_ARGS__)

/* The server's words for a name that only its owner can have. */
#define RESERVED STR("name reserved for the owner of account ")

/* Copies the text, which fits, as a C string. */
static void
copy(char *room, struct str text)
{
	memcpy(room, text.at, text.len);
	room[text.len] = '\0';
}

/* Goes to the step; ACCOUNT_IDLE wipes what was typed. */
static void
to_step(struct chat *chat, enum account_step step)
{
	struct account_state *state = &chat->account_state;

	state->step = step;
	state->said = false;
	if (step == ACCOUNT_IDLE)
		secret_wipe(&state->typed, sizeof(state->typed));
}

/*
 * Begins a command for the account: notes its name. Tells the person what is
 * wrong, and returns false.
 */
static bool
begin(struct chat *chat, struct str word, struct str name)
{
	const enum account_step step = chat->account_state.step;

	if (step != ACCOUNT_IDLE && step != ACCOUNT_WILL_OFFER)
		MISTAKE(
		    chat, STR("wait for the answer to /login or /register"));
	else if (name_check(name) != CODE_OK)
		MISTAKE(chat, STR("usage: /"), word,
		    STR(" NAME; NAME is an account"));
	else {
		copy(chat->account_state.typed.name, name);
		chat->account_state.word = word;
		return true;
	}
	return false;
}

/*
 * Asks for the secret of an account; another question, a new one, has the same
 * state.
 */
static void
ask(struct chat *chat, question_taker *take, struct str before,
    struct str behind)
{
	const struct str name = str_from(chat->account_state.typed.name);

	if (chat->console->typing.asks) {
		MISTAKE(chat, STR("another question is open; try again"));
		to_step(chat, ACCOUNT_IDLE);
		return;
	}
	to_step(chat, ACCOUNT_ASKS);
	CHAT_ASK(chat, NULL, take, before, name, behind);
}

/*
 * Takes a secret, which is null if the person gives none. Tells why it cannot
 * be one, and returns false.
 */
static bool
take_secret(struct chat *chat, struct str secret)
{
	chat->link.held = false;
	if (secret.at != NULL && text_check(secret, LIMIT_SECRET) == CODE_OK) {
		copy(chat->account_state.typed.secret, secret);
		return true;
	}
	if (secret.at != NULL)
		MISTAKE(chat,
		    STR("a secret has 1 to 1000 bytes and no control "
			"characters"));
	to_step(chat, ACCOUNT_IDLE);
	return false;
}

static void
log_in(struct chat *chat, struct str secret)
{
	const struct account_secret *typed = &chat->account_state.typed;

	if (!take_secret(chat, secret))
		return;
	to_step(chat, ACCOUNT_LOGS_IN);
	link_log_in(&chat->link, typed->name, typed->secret);
}

void
account_login(struct chat *chat, struct str rest)
{
	if (!begin(chat, STR("login"), str_word(&rest)))
		return;
	if (rest.at == NULL)
		ask(chat, log_in, STR("secret for "), STR(": "));
	else
		log_in(chat, rest);
}

void
account_begin(struct chat *chat)
{
	if (chat->link.held)
		account_login(chat, str_from(chat->options.account));
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

/* Types the command again, with its secret. */
static void
take_for_command(struct chat *chat, struct str secret)
{
	const struct account_state *state = &chat->account_state;
	const struct str pieces[] = { STR("/"), state->word, STR(" "),
		str_from(state->typed.name), STR(" "), secret };

	if (!take_secret(chat, secret))
		return;
	if (!chat_queue(
		chat, &chat->console->question.place, pieces, COUNT(pieces)))
		MISTAKE(chat, STR("too much to send at once; try again later"));
	to_step(chat, ACCOUNT_IDLE);
}

/* Carries out a command "VERB NAME [SECRET]". */
static void
take_command(
    struct chat *chat, enum verb verb, struct str word, struct str rest)
{
	const struct str name = str_word(&rest);

	if (!account_may_say(chat, word) || !begin(chat, word, name))
		return;
	if (rest.at == NULL)
		ask(chat, take_for_command, STR("secret for "), STR(": "));
	else
		SESSION_SAY(&chat->session, verb, word, name, rest);
}

void
account_oper(struct chat *chat, struct str rest)
{
	take_command(chat, VERB_OPER, STR("oper"), rest);
}

void
account_enroll(struct chat *chat, struct str rest)
{
	take_command(chat, VERB_ENROLL, STR("enroll"), rest);
}

/* Takes the secret of a new account for the second time. */
static void
take_again(struct chat *chat, struct str secret)
{
	const bool same = secret.at != NULL &&
	    str_eq(secret, str_from(chat->account_state.typed.secret));

	if (secret.at != NULL && !same)
		MISTAKE(chat, STR("the secrets differ; no account created"));
	to_step(chat, same ? ACCOUNT_ASKS_SERVER : ACCOUNT_IDLE);
}

/* Takes the first secret of a new account. */
static void
take_new(struct chat *chat, struct str secret)
{
	if (!take_secret(chat, secret))
		return;
	if (str_strip(secret).len == secret.len) {
		ask(chat, take_again, STR("the same secret for "),
		    STR(" again: "));
		return;
	}
	MISTAKE(chat, STR("a secret must not begin or end with a space"));
	to_step(chat, ACCOUNT_IDLE);
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
	else if (begin(chat, STR("register"), name))
		ask(chat, take_new, STR("secret for the new account "),
		    STR(": "));
}

bool
account_say(struct chat *chat)
{
	struct account_state *state = &chat->account_state;
	struct session *session = &chat->session;

	if (state->said ||
	    (state->step != ACCOUNT_ASKS_SERVER &&
		state->step != ACCOUNT_REGISTERS))
		return false;
	state->said = true;
	if (state->step == ACCOUNT_ASKS_SERVER)
		SESSION_SAY_ITSELF(session, VERB_CAN, STR("can"));
	else
		SESSION_SAY_ITSELF(session, VERB_REGISTER, STR("register"),
		    str_from(state->typed.secret));
	return true;
}

/*
 * Returns whether the settings are those of the server: the command line or the
 * environment may name another one.
 */
static bool
has_settings(const struct chat *chat)
{
	const struct chat_options *options = &chat->options;
	const struct settings_server *server = options->server;

	return options->via == server->via &&
	    (server->label != NULL || getenv(SETTINGS_SERVER) == NULL) &&
	    (options->via != NULL ||
		address_same(options->address, server->address));
}

/* Returns whether the configuration lacks the account, but could have it. */
static bool
is_to_be_kept(const struct chat *chat)
{
	const struct settings_server *server = chat->options.server;
	const struct account_secret *used = &chat->account_state.used;
	const bool kept = server->account != NULL && server->secret != NULL &&
	    str_caseeq(str_from(server->account), str_from(used->name)) &&
	    strcmp(server->secret, used->secret) == 0;

	return !restricted() && !kept && server->secret_command == NULL &&
	    settings_file_can_hold("secret", used->secret);
}

/*
 * Sets account and secret, and saves them; if that fails, they are as before,
 * so that the next login offers it again. Returns false with *why then.
 */
static bool
set_and_save(const struct chat *chat, struct error *why)
{
	const struct account_secret *used = &chat->account_state.used;
	const char *account = chat->options.server->account;
	const char *secret = chat->options.server->secret;

	settings_choose(chat->options.server);
	const char *wrong = settings_set(settings_find("account"), used->name);
	if (wrong == NULL)
		wrong = settings_set(settings_find("secret"), used->secret);
	if (wrong != NULL)
		(void)error_set(why, EX_USAGE, "secret: %s", wrong);
	else if (settings_save(settings_find("secret"), NULL, why))
		return true;
	(void)settings_set(settings_find("account"), account); /* was valid */
	(void)settings_set(settings_find("secret"), secret);
	return false;
}

/* Takes the answer to our offer. */
static void
take_keep(struct chat *chat, struct str answer)
{
	const struct str name = str_from(chat->account_state.used.name);
	char path[SETTINGS_PATH];
	struct error why;

	if (!str_eq(answer, STR("y")))
		return;
	settings_file_find(path);
	if (!set_and_save(chat, &why))
		MISTAKE(chat, STR("not saved: "), str_from(why.text),
		    STR("; to try again, type /login "), name);
	else
		CHAT_REMARK(chat, STR("saved in "), str_from(path));
}

void
account_settled(struct chat *chat)
{
	const struct str name = str_from(chat->account_state.used.name);

	if (chat->account_state.step != ACCOUNT_WILL_OFFER ||
	    session_name(&chat->session).len == 0)
		return;
	to_step(chat, ACCOUNT_IDLE);
	if (!is_to_be_kept(chat))
		return;
	if (!has_settings(chat))
		CHAT_REMARK(chat, STR("next time, type /login "), name,
		    STR(" again; it can be kept if this server is in your "
			"configuration"));
	else if (typing_is_free(&chat->console->typing) &&
	    edit_line(&chat->console->typing.edit).len == 0)
		CHAT_ASK(chat, "yn", take_keep, STR("keep account "), name,
		    STR(" and its secret in your configuration? (y/n) "));
}

/* Notes that we are logged in; what people said to us meanwhile is shown. */
static void
is_logged_in(struct chat *chat)
{
	if (chat->account_state.logged_in)
		return;
	chat->account_state.logged_in = true;
	if (chat->console->ui->returned != NULL)
		chat->console->ui->returned(chat);
}

/* Notes that we are logged in as typed; reconnecting does the same. */
static void
use_typed(struct chat *chat)
{
	struct account_state *state = &chat->account_state;

	state->used = state->typed;
	secret_wipe(state->typed.secret, sizeof(state->typed.secret));
	chat->options.account = chat->link.options.account = state->used.name;
	chat->link.options.secret = state->used.secret;
	state->logged_in = true;
}

/* Finishes a login that was typed: the account names a client without a name.
 */
static void
finish_login(struct chat *chat)
{
	const struct str name = session_name(&chat->session);
	const struct str account = str_from(chat->account_state.typed.name);
	const bool other = name.len > 0 && !str_caseeq(name, account);

	use_typed(chat);
	if (name.len == 0 && chat->name == NULL)
		chat->name = chat->account_state.used.name;
	CHAT_REMARK(chat, STR("logged in as "), account,
	    other ? STR("; /nick ") : STR(""), other ? account : STR(""),
	    other ? STR(" takes the name") : STR(""));
	to_step(chat, ACCOUNT_WILL_OFFER);
}

/* Ends a filter, which sees what it would of the command "login". */
static void
end_refused(struct chat *chat, const struct command *line)
{
	const struct manner manner = chat_manner(chat, NULL);
	struct command shown = *line;

	shown.arg[0] = STR("login");
	if (line->rule->verb == VERB_ERR)
		chat->console->ui->hear(chat, &shown, true, &manner);
	chat_fail(chat, EX_NOPERM, "login refused: %s", chat->link.login.why);
}

void
account_heard(struct chat *chat, const struct command *line)
{
	const struct login *login = &chat->link.login;
	const enum login_heard heard = chat->link.heard;

	if (heard == LOGIN_GOES_ON)
		return;
	if (heard == LOGIN_DONE) {
		is_logged_in(chat);
		if (chat->account_state.step == ACCOUNT_LOGS_IN)
			finish_login(chat);
		return;
	}
	if (heard == LOGIN_FORGED)
		chat_fail(chat, EX_NOPERM, "cannot log in as %s: %s",
		    login->account, login->why);
	else if (chat->options.person)
		MISTAKE(chat, STR("cannot log in as "),
		    str_from(login->account), STR(": "), str_from(login->why));
	else
		end_refused(chat, line);
	to_step(chat, ACCOUNT_IDLE);
}

/* Takes the answer to our "can". */
static void
take_offers(struct chat *chat, const struct command *line)
{
	if (line->rule->verb == VERB_OK && line->count > 1 &&
	    login_offers(line->arg[1], STR("register")) &&
	    login_may_send_secret(&chat->session)) {
		to_step(chat, ACCOUNT_REGISTERS);
		chat->account_state.passes =
		    login_offers(line->arg[1], STR("volatile"));
		return;
	}
	MISTAKE(chat,
	    STR("this server creates no accounts from here; ask its operator "
		"for one"));
	to_step(chat, ACCOUNT_IDLE);
}

/* Takes the answer to our "register". */
static void
take_registered(struct chat *chat, const struct command *line)
{
	if (line->rule->verb == VERB_ERR) {
		MISTAKE(chat, STR("no account created: "), line->arg[2]);
		to_step(chat, ACCOUNT_IDLE);
		return;
	}
	use_typed(chat);
	CHAT_REMARK(chat, STR("created account "),
	    str_from(chat->account_state.used.name),
	    STR("; you are logged in"));
	if (chat->account_state.passes)
		CHAT_REMARK(chat,
		    STR("this server keeps no accounts: yours lasts until the "
			"server ends"));
	to_step(chat, ACCOUNT_WILL_OFFER);
}

/* Notes what other commands, of the person's, have made of our account. */
static void
note_account(struct chat *chat, const struct command *line)
{
	const struct str verb = line->arg[0];

	/* An event about our own account says that it was removed. */
	if (line->rule->verb == VERB_ACCOUNT &&
	    str_caseeq(grammar_actor(line), session_name(&chat->session))) {
		chat->account_state.logged_in = false;
		MISTAKE(chat, STR("your account was removed from the server"));
	}
	if (line->rule->verb != VERB_OK)
		return;
	if (str_eq(verb, STR("logout")))
		chat->account_state.logged_in = false;
	else if (str_eq(verb, STR("login")) || str_eq(verb, STR("register")) ||
	    (str_eq(verb, STR("prove")) && line->count > 1 &&
		line->arg[1].at[0] != '+' && line->arg[1].at[0] != '-'))
		is_logged_in(chat);
}

bool
account_note(struct chat *chat, const struct command *line)
{
	const struct account_state *state = &chat->account_state;
	const bool ok = line->rule->verb == VERB_OK;
	const struct session *session = &chat->session;

	note_account(chat, line);
	if (ok && line->count > 1 &&
	    session_awaits(session, VERB_REGISTER, false)) {
		CHAT_REMARK(chat, STR("registered #"), line->arg[1],
		    STR(" for your account"));
		return true;
	}
	if ((!ok && line->rule->verb != VERB_ERR) || !state->said)
		return false;
	if (state->step == ACCOUNT_ASKS_SERVER &&
	    session_awaits(session, VERB_CAN, true))
		take_offers(chat, line);
	else if (state->step == ACCOUNT_REGISTERS &&
	    session_awaits(session, VERB_REGISTER, true))
		take_registered(chat, line);
	else
		return false;
	return true;
}

void
account_remedy(struct chat *chat, const struct command *line)
{
	struct str account = line->count > 2 ? line->arg[2] : STR("");

	if (line->rule->verb == VERB_ERR && str_eq(line->arg[0], STR("name")) &&
	    str_skip(&account, RESERVED) && name_check(account) == CODE_OK)
		CHAT_REMARK(chat, STR("if that is you, type /login "), account);
}

void
account_lost(struct chat *chat)
{
	/* An open question stays: its Enter ends what is typed. */
	chat->account_state.logged_in = false;
	if (chat->account_state.step != ACCOUNT_ASKS)
		to_step(chat, ACCOUNT_IDLE);
}
