// Sets up a program's world: runs once a shard, before the program.
'use strict';
