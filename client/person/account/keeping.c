/* Keeping an account and its secret: see keeping.h. */
#include "person/account/keeping.h"

#include <stdlib.h>
#include <sysexits.h>

#include "net/address.h"
#include "person/chat_state.h"
#include "session/restricted.h"
#include "session/settings_file.h"

#define MISTAKE(chat, ...) CHAT_TELL(chat, REMARK_MISTAKE, __VA_ARGS__)

/* Returns whether the configuration has the account and secret already. */
static bool
is_kept(const struct chat *chat)
{
	const struct settings_server *server = chat->options.server;
	const struct account_secret *used = &chat->account_state.used;

	return server->account != NULL && server->secret != NULL &&
	    str_caseeq(str_from(server->account), str_from(used->name)) &&
	    strcmp(server->secret, used->secret) == 0;
}

/*
 * Returns whether the settings are those of the server; they may be those of
 * another one, if the command line or the environment names the server.
 */
static bool
has_settings(const struct chat *chat)
{
	const struct chat_options *options = &chat->options;
	const struct settings_server *server = options->server;

	return options->via == server->via &&
	    (server->label != NULL || getenv(SETTINGS_SERVER) == NULL) &&
	    address_same(options->address, server->address);
}

/*
 * Returns whether account and secret could be kept, and are not: not with
 * FORKCAST_RESTRICTED, for this touches a file.
 */
static bool
is_to_be_kept(const struct chat *chat)
{
	return !restricted() && !is_kept(chat) &&
	    chat->options.server->secret_command == NULL;
}

bool
keeping_begins(struct chat *chat)
{
	if (!is_to_be_kept(chat))
		return false;
	if (chat->options.via == NULL || has_settings(chat))
		return true;
	CHAT_REMARK(chat, STR("next time, type /login "),
	    str_from(chat->account_state.used.name),
	    STR(" again; it can be kept if via is in your configuration"));
	return false;
}

/*
 * Chooses the settings of the server, which get a section if they have no place
 * in the configuration file. Tells the person and returns false if that fails.
 */
static bool
choose_settings(struct chat *chat)
{
	struct chat_options *options = &chat->options;
	struct error why;

	if (has_settings(chat)) {
		settings_choose(options->server);
		return true;
	}
	const struct settings_server *server =
	    settings_begin_section(options->server, options->address, &why);
	if (server == NULL)
		MISTAKE(chat, STR("not saved: "), str_from(why.text));
	else
		options->server = server;
	return server != NULL;
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
	const char *wrong = settings_set("account", used->name);

	if (wrong == NULL)
		wrong = settings_set("secret", used->secret);
	if (wrong != NULL)
		(void)error_set(why, EX_USAGE, "secret: %s", wrong);
	else if (settings_keep("secret", used->secret, why))
		return true;
	(void)settings_set("account", account); /* it was valid */
	(void)settings_set("secret", secret);
	return false;
}

void
keeping_keep(struct chat *chat)
{
	const struct account_secret *used = &chat->account_state.used;
	char path[SETTINGS_PATH];
	struct error why;

	if (!settings_file_can_hold("secret", used->secret)) {
		MISTAKE(chat,
		    STR("not saved: the secret begins or ends with a space"));
		return;
	}
	if (!choose_settings(chat))
		return;
	settings_file_find(path);
	if (!set_and_save(chat, &why))
		MISTAKE(chat, STR("not saved: "), str_from(why.text),
		    STR("; to try again, type /login "), str_from(used->name));
	else
		CHAT_REMARK(chat, STR("saved in "), str_from(path));
}
