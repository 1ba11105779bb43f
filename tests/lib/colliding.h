/*
 * Names that share a bucket in a table of 16384 (a power of two, and all
 * smaller ones) under str_hash, which has no secret: an attacker who wants the
 * server to search long lists makes up such names.
 */
#ifndef TESTS_LIB_COLLIDING_H
#define TESTS_LIB_COLLIDING_H

#define COLLIDING_BUCKETS 16384
#define COLLIDING_ROOM 24
#define COLLIDING_MOST 65536

/* Writes the name with that number, below COLLIDING_MOST, ended by NUL. */
void colliding_name(unsigned number, char name[COLLIDING_ROOM]);

#endif
