// A program of an integrator: what openapi-generator makes lies beside it (contract/clients.py), and needs no other module.
module scenario

go 1.23
