/* The configuration file and the environment: see settings.h. */
#include "session/settings.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/option.h"
#include "shared/addr.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/keyfile.h"
#include "shared/limits.h"
#include "shared/names.h"

#define PATH_SIZE 4096

#define TIMEOUT (60 * SEC)

static struct {
	struct settings now;
	char *server; /* what now points to, if it is not the default */
	char *name;
	char *account;
	char *secret;
	char **group; /* as many as count, and a null */
	size_t count;
	char why[CODE_SAID]; /* a value was refused */
} settings;

static char *
copy_of(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		die_errno(EX_OSERR, "no memory for the configuration");
	return copy;
}

/* Keeps a copy in place of another one, and returns it. */
static const char *
keep(char **kept, const char *text)
{
	free(*kept);
	*kept = copy_of(text);
	return *kept;
}

/* The setters return null, or what is wrong with the value. */
static const char *
set_server(const char *value)
{
	const char *wrong = addr_check(value);

	if (wrong == NULL)
		settings.now.server = keep(&settings.server, value);
	return wrong;
}

/* Null, or why the value cannot be that. */
static const char *
why_not(enum code code, enum arg arg, const char *value)
{
	if (code == CODE_OK)
		return NULL;
	return code_over(
	    code, grammar_excess_of(arg, str_from(value)), settings.why)
	    .at;
}

static const char *
set_name(const char *value)
{
	const enum code code = name_check(str_from(value));

	if (code == CODE_OK)
		settings.now.name = keep(&settings.name, value);
	return why_not(code, ARG_NAME, value);
}

static const char *
set_account(const char *value)
{
	const enum code code = name_check(str_from(value));

	if (code == CODE_OK)
		settings.now.account = keep(&settings.account, value);
	return why_not(code, ARG_NAME, value);
}

static const char *
set_secret(const char *value)
{
	if (text_check(str_from(value), LIMIT_SECRET) != CODE_OK)
		return "must be 1 to 600 bytes without control characters";
	settings.now.secret = keep(&settings.secret, value);
	return NULL;
}

static const char *
set_group(const char *value)
{
	const enum code code = group_check(str_from(value));
	char **group;

	if (code != CODE_OK)
		return why_not(code, ARG_GROUP, value);
	group = realloc(settings.group, (settings.count + 2) * sizeof(*group));
	if (group == NULL)
		die_errno(EX_OSERR, "no memory for the configuration");
	group[settings.count++] = copy_of(value);
	group[settings.count] = NULL;
	settings.group = group;
	settings.now.groups = group;
	return NULL;
}

static const char *
set_flag(bool *flag, const char *value)
{
	*flag = strcmp(value, "yes") == 0;
	if (!*flag && strcmp(value, "no") != 0)
		return "must be yes or no";
	return NULL;
}

static const char *
set_times(const char *value)
{
	return set_flag(&settings.now.times, value);
}

static const char *
set_bell(const char *value)
{
	return set_flag(&settings.now.bell, value);
}

static const char *
set_timeout(const char *value)
{
	return option_seconds(value, &settings.now.timeout) ?
	    NULL :
	    OPTION_WANTS_SECONDS;
}

static const struct key {
	const char *name;
	const char *(*set)(const char *value);
} keys[] = {
	{ "server", set_server },
	{ "name", set_name },
	{ "account", set_account },
	{ "secret", set_secret },
	{ "group", set_group },
	{ "times", set_times },
	{ "bell", set_bell },
	{ "timeout", set_timeout },
};

/* The same with the key in front. */
static const char *
set_by(const struct key *key, const char *value)
{
	static char text[256]; /* a key, and the longest of codes.c */
	const char *wrong = key->set(value);

	if (wrong == NULL)
		return NULL;
	(void)snprintf(text, sizeof(text), "%s: %s", key->name, wrong);
	return text;
}

static const char *
set_key(void *context, const char *name, const char *value)
{
	(void)context;
	for (size_t i = 0; i < COUNT(keys); i++)
		if (strcmp(keys[i].name, name) == 0)
			return set_by(&keys[i], value);
	return "unknown key; see forkcast(1), CONFIGURATION";
}

/* What the environment says, or null; an empty variable says nothing. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* The path of the file; empty where nobody can say where it would be. */
static void
find_file(char path[PATH_SIZE])
{
	const char *base = variable("XDG_CONFIG_HOME");
	const char *home = variable("HOME");
	int len = 0;

	/* One that is not absolute is to be ignored, as the XDG has it. */
	if (base != NULL && base[0] == '/')
		len = snprintf(path, PATH_SIZE, "%s/forkcast/config", base);
	else if (home != NULL)
		len = snprintf(
		    path, PATH_SIZE, "%s/.config/forkcast/config", home);
	if (len <= 0 || len >= PATH_SIZE)
		path[0] = '\0';
}

static bool
is_there(const char *path)
{
	return path[0] != '\0' &&
	    (access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR));
}

/* What is secret is for its owner alone. */
static void
check_secret(const char *path)
{
	struct stat stat_of;

	if ((settings.now.account == NULL) != (settings.now.secret == NULL))
		die(EX_CONFIG, "%s: account and secret must both be set", path);
	if (settings.now.secret != NULL &&
	    (stat(path, &stat_of) != 0 || (stat_of.st_mode & 077) != 0))
		die(EX_CONFIG,
		    "%s: contains a secret and is accessible to others; run: "
		    "chmod 600 %s",
		    path, path);
}

static void
read_file(void)
{
	char path[PATH_SIZE];
	char room[KEYFILE_ROOM];
	const struct keyfile file = {
		.path = path, .set = set_key, .room = room, .whole = "secret"
	};
	struct error why;

	find_file(path);
	if (!is_there(path))
		return;
	if (!keyfile_read(&file, &why))
		die(EX_CONFIG, "%s", why.text);
	check_secret(path);
}

static void
read_variable(const char *name, const char *(*set)(const char *value))
{
	const char *value = variable(name);
	const char *wrong = value != NULL ? set(value) : NULL;

	if (wrong != NULL)
		die(EX_CONFIG, "%s \"%s\": %s", name, value, wrong);
}

/* What cannot be a password is not shown. */
static const char *
read_password(void)
{
	const char *password = variable(SETTINGS_PASSWORD);

	if (password != NULL && token_check(str_from(password)) != CODE_OK)
		die(EX_USAGE,
		    "invalid " SETTINGS_PASSWORD
		    ": must be 1 to 64 bytes without spaces");
	return password;
}

const struct settings *
settings_read(void)
{
	static char *const none[] = { NULL };

	settings.now = (struct settings) { .server = ADDR_DEFAULT,
		.groups = none,
		.bell = true,
		.timeout = TIMEOUT };
	read_file();
	read_variable(SETTINGS_SERVER, set_server);
	read_variable(SETTINGS_NAME, set_name);
	settings.now.password = read_password();
	settings.now.name_exact = variable(SETTINGS_NAME) != NULL;
	return &settings.now;
}
