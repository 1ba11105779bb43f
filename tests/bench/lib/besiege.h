/*
 * Strangers who lay siege to what logs people in: many connections from some
 * addresses, each of which says one thing again and again, as fast as the
 * server takes it, reads the answers, and comes again when it is thrown out.
 * Linux only: epoll, and all of 127.0.0.0/8.
 */
#ifndef TESTS_BENCH_LIB_BESIEGE_H
#define TESTS_BENCH_LIB_BESIEGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The accounts evil0, evil1 and so on are theirs; the secret is "pw". */
struct siege {
	const char *server; /* 127.0.0.1:PORT */
	const char *victim; /* the account that they try to guess */
	size_t clients;
	size_t addresses; /* from 127.2.0.1 on, at most SIEGE_ADDRESSES */
	bool only_guesses; /* all of them try wrong secrets, and nothing else */
};

#define SIEGE_ADDRESSES ((size_t)250 * 250)

/*
 * Begins it in a process of its own, and returns that when all are connected.
 * Ends the program if something cannot be had.
 */
pid_t besiege(const struct siege *siege);

#endif
