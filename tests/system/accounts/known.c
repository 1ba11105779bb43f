/*
 * The names of all accounts are reserved before the first client can take one,
 * however many accounts there are.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "tests/lib/keeper.h"

#define MANY 30000
#define REST                                            \
	"1 4096 AAECAwQFBgcICQoLDA0ODw== "              \
	"//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA= " \
	"//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA="

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	FILE *file = fopen(keeper_path(), "w");
	struct server *server;

	MUST(file != NULL && fchmod(fileno(file), 0600) == 0, "no file");
	(void)fprintf(file, "forkcast-accounts 2\n");
	for (unsigned i = 0; i < MANY; i++)
		(void)fprintf(file, "account a%05u " REST "\n", i);
	MUST(fclose(file) == 0, "cannot write");
	keeper_give();
	server = server_start(&setup);
	struct conn *conn = conn_open(server);
	conn_ask(conn, "a29999", "err name name-taken ...");
	conn_ask(conn, "a00000", "err name name-taken ...");
	conn_ask(conn, "javad", "ok name javad");
	PASS("all names are kept from the first client on");
	server_stop(server);
	return tap_done();
}
