"""The block in both schemas. Resolvers open a transaction, call, and convert."""

import strawberry

from blocks.notifications import model

strawberry.enum(model.Kind, name="NotificationKind")
strawberry.enum(model.TaskState, name="TaskState")
strawberry.enum(model.TypeState, name="NotificationTypeState")
strawberry.enum(model.Channel, name="DeliveryChannel")
strawberry.enum(model.DeliveryState, name="DeliveryState")
strawberry.enum(model.Reason, name="DeliveryReason")
