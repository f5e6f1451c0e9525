// What the explorer and the one-file export need of vis-network, as one global: `vis`.
export { DataSet } from "vis-data/peer";
export { Network } from "vis-network/peer";
