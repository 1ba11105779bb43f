/*
 * The router and those who use it, in one process, by a script, a step a line.
 * It begins with the letter of a puppet, a to f, which enters when it is first
 * named. Behind a small letter the router has a turn, behind a capital none.
 *	a:text	it says the text, with LF
 *	a;text	the same without LF
 *	a$text	the same with the ID of the item or row that it has read last
 *		in the place of each $, and with LF
 *	a*text	it says the text, with LF, many times
 *	a%text	it says the text, and so much behind it that a pipe is full
 *	a#text	the same many times, so that queues are full
 *	a@NAME	it is logged in to that account, if it has no name yet, and
 *		wants the full form for good
 *	a<	it reads what has come; with a number, so many bytes of it
 *	a|N	its pipe has N bytes
 *	a.	it ends its uplink
 *	a,	it ends its downlink
 *	a!	it is killed
 *	a^text	it says the text more often than runs in a turn, is killed,
 *		and the server is upgraded before it is buried
 *	~NN	so many tenths of a second pass
 *	=KEY N	the configuration is another
 *	mN	the Nth piece of memory that is wanted from now on is not there
 *	u	the server is upgraded: saved, executed anew and loaded
 * The router's tables agree after every turn (sane.h), all who listen hear what
 * they must (model.h), and in the end nothing is left.
 */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/*
 * world_begin prepares what takes time, once. world_play plays a script, or
 * ends the program, and returns how many events it had.
 */
void world_begin(void);
size_t world_play(struct str script);

/*
 * To be called before that, if the server can be upgraded: by a program that
 * gets two arguments then, and calls world_resume, which plays on.
 */
void world_upgrade_by(char *program);
size_t world_resume(char **argv);

#endif
