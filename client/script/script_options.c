/* The options of the commands for scripts: see script.h. */
#include <unistd.h>

#include "script/script.h"
#include "session/option.h"
#include "session/restricted.h"
#include "session/settings.h"
#include "shared/die.h"

void
script_options(struct script_options *options, const struct usage *usage,
    int argc, char *const *argv)
{
	option_answer(usage, argc, argv);
	const struct settings *settings = settings_read();
	const struct settings_server *server = &settings->server[0];
	*options = (struct script_options) {
		.usage = usage,
		.server = server->address,
		.via = server->via,
		.password = settings->password,
		.account = server->account,
		.secret = server->secret,
		.secret_command = server->secret_command,
		.name = settings_name(server),
		.name_exact = settings->name_exact,
		.groups = server->groups,
		.timeout = settings->timeout,
	};
}

void
script_usage(const struct script_options *options, const char *mistake)
{
	option_misused(options->usage, mistake);
}

static void
set_name(struct script_options *options, const char *name)
{
	option_check_name(str_from(name));
	options->name = name;
	options->name_exact = true;
}

/* Takes an address, or the name of a section of the configuration. */
static void
set_server(struct script_options *options, const char *where)
{
	const struct settings_server *server = settings_server(where);

	options->server = server != NULL ? server->address : where;
	options->via = server != NULL ? server->via : NULL;
	if (server == NULL)
		return;
	options->account = server->account;
	options->secret = server->secret;
	options->secret_command = server->secret_command;
	options->groups = server->groups;
	if (!options->name_exact && settings_name(server) != NULL)
		options->name = settings_name(server);
}

/* Takes an option that several commands have; false if it is none. */
static bool
take_common(struct script_options *options, int letter)
{
	switch (letter) {
	case 'C':
		if (restricted())
			die(EX_NOPERM, "-C: " RESTRICTED_WHY);
		options->command = optarg;
		return true;
	case 'd':
		options->syncs = true;
		return true;
	case 'n':
		set_name(options, optarg);
		return true;
	case 'R':
		options->returns = true;
		return true;
	case 's':
		set_server(options, optarg);
		return true;
	case 't':
		options->timeout = option_time('t', optarg);
		return true;
	case '?': /* getopt has said what is wrong */
		script_usage(options, NULL);
	default:
		return false;
	}
}

/* Takes an option of the command's table; false if it is not there. */
static bool
take_own(const struct script_option *own, int letter)
{
	while (own != NULL && own->letter != letter && own->letter != '\0')
		own++;
	if (own == NULL || own->letter == '\0')
		return false;
	if (own->flag != NULL)
		*own->flag = true;
	if (own->text != NULL)
		*own->text = optarg;
	if (own->time != NULL)
		*own->time = option_time(own->letter, optarg);
	if (own->number != NULL)
		*own->number = option_number(own->letter, optarg, own->most);
	if (own->count != NULL)
		*own->count = option_count(own->letter, optarg, own->most);
	return true;
}

int
script_next_option(struct script_options *options,
    const struct script_option *own, int argc, char *const *argv)
{
	int letter;

	while ((letter = usage_option(options->usage, argc, argv)) != -1 &&
	    (take_own(own, letter) || take_common(options, letter)))
		continue;
	return letter;
}

void
script_read_options(struct script_options *options, const struct usage *usage,
    const struct script_option *own, int argc, char *const *argv)
{
	script_options(options, usage, argc, argv);
	if (script_next_option(options, own, argc, argv) != -1)
		script_usage(options, NULL);
}
