/*
 * server/operator/reload: a configuration that is refused for whatever reason
 * leaves the logins and the addresses as they were.
 * The user database here is the test's own, which a libc in an archive has as
 * well: -Wl,-z,muldefs
 */
#include "server/operator/reload.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/accept/listen.h"
#include "server/policy/logins.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define NOBODY 65534
#define LISTEN "127.0.0.1:0"

static struct {
	const char *login; /* the only one; null: the database cannot be read */
	bool given; /* in this reading */
} test;

/* In libc's place. */
void
setpwent(void)
{
	test.given = false;
}

struct passwd *
getpwent(void)
{
	static char name[32];
	static struct passwd entry = { .pw_name = name, .pw_uid = 1234 };

	errno = test.login == NULL ? EIO : 0;
	if (test.login == NULL || test.given)
		return NULL;
	test.given = true;
	(void)snprintf(name, sizeof(name), "%s", test.login);
	return &entry;
}

/* With these besides, up to null; false if it is refused. */
static bool
apply(const struct config_option *options)
{
	struct config_command_line line = {
		.option = { { "peer_names", "yes" } }, .count = 1
	};
	struct config config;
	struct error why;
	bool good;

	for (size_t i = 0; options[i].key != NULL; i++)
		line.option[line.count++] = options[i];
	MUST(config_load(&config, &line, &why), "%s", why.text);
	good = reload_apply(&config, false, &why);
	if (!good)
		config_free(&config);
	return good;
}

static const struct {
	const char *what;
	const char *login;
	struct config_option options[4];
} rows[] = {
	{ "the users cannot be read", NULL,
	    { { "max_clients", "300" }, { "listen", LISTEN } } },
	{ "an address cannot be had", "other",
	    { { "max_clients", "300" },
		{ "listen", "/no/such/directory/socket" } } },
	{ "the password cannot be read", "other",
	    { { "max_clients", "300" }, { "listen", LISTEN },
		{ "password_file", "/no/such/file" } } },
	{ "there is no room for so many", "other",
	    { { "max_clients", "32000" }, { "listen", LISTEN } } },
};

/* So that not even root can have any number. */
static void
bound_limit(void)
{
	const struct rlimit limit = { 700, 2000 };

	MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0 &&
		(geteuid() != 0 || setuid(NOBODY) == 0),
	    "cannot set a limit");
}

int
main(void)
{
	char address[ADDR_TEXT];

	bound_limit();
	stage_begin((const struct config_option[]) {
	    { "max_clients", "100" }, { NULL, NULL } });
	test.login = "reza";
	MUST(apply((const struct config_option[]) { { "max_clients", "100" },
		 { "listen", LISTEN }, { NULL, NULL } }),
	    "the first is refused");
	memcpy(address, listen_get(0)->text, sizeof(address));
	for (size_t i = 0; i < COUNT(rows); i++) {
		test.login = rows[i].login;
		TAP_OK(!apply(rows[i].options), "%s: refused", rows[i].what);
		TAP_OK(logins_has(STR("reza")) && !logins_has(STR("other")),
		    "the logins are the old ones");
		TAP_OK(listen_count() == 1 &&
			strcmp(listen_get(0)->text, address) == 0,
		    "and the address");
	}
	test.login = "other";
	TAP_OK(apply((const struct config_option[]) { { "max_clients", "50" },
		   { "listen", LISTEN }, { NULL, NULL } }),
	    "fewer, which can be had");
	TAP_OK(logins_has(STR("other")), "other users are known then");
	listen_close();
	return tap_done();
}
