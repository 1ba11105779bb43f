/*
 * The keeper of a server under test, its directory, and client lines that
 * nobody can type, such as those of SCRAM.
 */
#ifndef TESTS_LIB_KEEPER_H
#define TESTS_LIB_KEEPER_H

#include "tests/lib/conn.h"

/* A configuration with fast hashes and no delay after a wrong secret. */
#define KEEPER_QUICK "hash_rounds 4096\npassword_time 0\n"

/*
 * Returns the configuration of a quick keeper, with a directory of its own in
 * the scratch directory, and of a history of all.
 */
const char *keeper_config_recorded(void);

/* Has the operator create the account, whose secret is "pw". */
void keeper_add(const struct server *server, const char *account);

/* Connects, logs in to the account, whose secret is "pw", and sets its name. */
struct conn *keeper_come(const struct server *server, const char *account);

/*
 * Logs in by SCRAM-SHA-256; if spoil, with a wrong proof. Returns true if the
 * server has proved itself too; if not, *refused is the server's line, valid
 * until the next line.
 */
bool keeper_scram(struct conn *conn, const char *name, const char *secret,
    bool spoil, struct str *refused);

/* Do SCRAM in two steps; *exchange keeps the first step's messages. */
struct keeper_exchange {
	char bare[128];
	char said[1024];
};
bool keeper_scram_begin(
    struct conn *conn, const char *name, struct keeper_exchange *exchange);
bool keeper_scram_finish(struct conn *conn,
    const struct keeper_exchange *exchange, const char *secret);

/* Does SCRAM by AUTHENTICATE, up to the "+" that the client must say last. */
bool keeper_scram_irc(
    struct conn *conn, const char *name, const char *secret, bool spoil);

#endif
