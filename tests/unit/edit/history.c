/* client/edit/history and secrets: a line with a secret is never kept. */
#include "client/edit/history.h"

#include <stdio.h>

#include "client/conf/alias.h"
#include "client/edit/secrets.h"
#include "tests/lib/tap.h"

static const struct {
	const char *line;
	bool secret;
} lines[] = {
	{ "/login ali hunter2", true },
	{ "login ali hunter2", true },
	{ "  login ali hunter2", true },
	{ "//login ali hunter2", true },
	{ "/LOGIN ali hunter2", true },
	{ "/login hunter2", true },
	{ "/login ali hunter2 and more", true },
	{ "/register hunter2", true },
	{ "/enroll ali hunter2", true },
	{ "/oper ali hunter2", true },
	{ "/prove PLAIN AGFsaQBodW50ZXIy", true },
	{ "/pass hunter2", true },
	{ "pass hunter2", true },
	{ "/ghost ali hunter2", true },
	/* by habit of IRC */
	{ "/identify hunter2", true },
	{ "/msg NickServ identify hunter2", true },
	{ "/tell nickserv identify hunter2", true },
	{ "/msg NickServ: identify hunter2", true },
	{ "msg nickserv identify hunter2", true },
	{ "NickServ: identify hunter2", true },
	{ "/quote pass hunter2", true },
	{ "/raw /login ali hunter2", true },
	{ "/quote", false },
	{ "quote of the day", false },
	{ "tell NickServ identify hunter2", true },
	{ "/ns identify hunter2", true },
	/* keys of groups */
	{ "/join den opensesame", true },
	{ "/join den", false },
	{ "/mode den +k opensesame", true },
	{ "/mode den -k opensesame", true },
	{ "/mode den +v ali", false },
	{ "/mode +k opensesame", true },
	{ "/mode -k opensesame", true },
	{ "/mode  +k  opensesame", true },
	{ "mode +k opensesame", true },
	{ "/mode +v kim", false },
	{ "/mode +o kim now", false },
	{ "/mode +k", false },
	/* aliases that are there from the start, and our own */
	{ "/j den opensesame", true },
	{ "/J den opensesame", true },
	{ "/j den", false },
	{ "/j", false },
	{ "j den is closed", false },
	{ "/m nickserv identify hunter2", true },
	{ "/m  nickserv hunter2", true },
	{ "/msg  nickserv hunter2", true },
	{ "/m ali hello", false },
	{ "/q nickserv identify hunter2", true },
	{ "/lo ali hunter2", true },
	{ "  /lo ali hunter2", true },
	{ "//lo ali hunter2", true },
	{ "/lo", false },
	{ "/lo2 hunter2", true },
	{ "/lo2", false },
	{ "/lock opensesame", true },
	{ "/hi ali", false },
	/* that define one */
	{ "/alias x login ali hunter2", true },
	{ "/alias x /login ali hunter2", true },
	{ "/alias x lo ali hunter2", true },
	{ "/alias /x j den opensesame", true },
	{ "/alias x mode den +k opensesame", true },
	{ "/alias x msg nickserv hunter2", true },
	{ "/al x lo ali hunter2", true },
	{ "/al x alias y join den opensesame", true },
	{ "/alias x alias y alias z j den opensesame", true },
	{ "/set alias x join den opensesame", true },
	/* settings */
	{ "/set secret hunter2", true },
	{ "/set times yes", false },
	{ "/set alias in = /login ali hunter2", true },
	/* and all else */
	{ "/login", false },
	{ "hello", false },
	{ "a login is not needed", false },
	{ "/part den", false },
	{ "/msg ali hello", false },
	{ "/tell ali login failed", false },
	{ "lgoin is misspelt", false },
	{ "/long and short", false },
	{ "", false },
	{ "/", false },
	{ "   ", false },
};

static void
keeps_no_secret(void)
{
	static char in[] = "lo login", named[] = "lo2 login ali",
		    lock[] = "lock mode den +k", hi[] = "hi msg ali hello",
		    al[] = "al alias";
	static char *const aliases[] = { in, named, lock, hi, al, NULL };
	static struct history history;

	alias_use(aliases);
	for (size_t i = 0; i < COUNT(lines); i++) {
		const struct str line = str_from(lines[i].line);
		TAP_NUM(secrets_in(line), lines[i].secret, "\"%s\": a secret",
		    lines[i].line);
		TAP_NUM(history_remember(&history, line),
		    line.len > 0 && !lines[i].secret, "\"%s\": is it kept",
		    lines[i].line);
	}
	history_free(&history);
}

int
main(void)
{
	keeps_no_secret();
	return tap_done();
}
